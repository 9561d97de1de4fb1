package io.twinkeep.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A network of this machine's own with a slow link to it: a pair of virtual interfaces, both shaped by {@code tc}, one of them in
 * a name space where the server runs. Needs root.
 */
final class Link implements AutoCloseable {
    /** Addresses set aside for benchmarks (RFC 2544). */
    static final String SERVER = "198.18.77.2";

    private static final String OURS = "198.18.77.1";

    private static final String NAME = "tkbench";

    private final Runner runner;
    private final String name = NAME + ProcessHandle.current().pid();

    private Link(Runner runner) {
        this.runner = runner;
    }

    /** Whether this user may make one. */
    static boolean isAllowed() {
        return Runner.dropsCaches();
    }

    /** @param rate as {@code tc} writes it, for example {@code 100mbit} */
    static Link open(Runner runner, String rate) {
        deleteLeftovers(runner);
        var link = new Link(runner);
        String here = link.interfaceName("a");
        String there = link.interfaceName("b");
        try {
            link.run("ip", "netns", "add", link.name);
            link.run("ip", "link", "add", here, "type", "veth", "peer", "name", there);
            link.run("ip", "link", "set", there, "netns", link.name);
            link.run("ip", "address", "add", OURS + "/30", "dev", here);
            link.run("ip", "link", "set", here, "up");
            link.run("ip", "-n", link.name, "address", "add", SERVER + "/30", "dev", there);
            link.run("ip", "-n", link.name, "link", "set", there, "up");
            link.run("ip", "-n", link.name, "link", "set", "lo", "up");
            link.shape(List.of("tc"), here, rate);
            link.shape(List.of("tc", "-n", link.name), there, rate);
            return link;
        } catch (BenchFailure e) {
            link.close();
            throw e;
        }
    }

    /** A run that was killed leaves its network behind, and with it the address that ours needs. */
    private static void deleteLeftovers(Runner runner) {
        Command list = new Command(List.of("ip", "netns", "list"), Path.of("/"), Map.of());
        runner.run(list)
                .lines()
                .map(line -> line.split(" ", 2)[0])
                .filter(name -> name.matches(NAME + "\\d+"))
                .filter(name -> ProcessHandle.of(Long.parseLong(name.substring(NAME.length())))
                        .isEmpty())
                .forEach(name ->
                        runner.run(new Command(List.of("ip", "netns", "delete", name), Path.of("/"), Map.of())));
    }

    /** Starts a program in the network behind the link. */
    List<String> behind() {
        return List.of("ip", "netns", "exec", name);
    }

    private String interfaceName(String end) {
        return "tkb" + ProcessHandle.current().pid() + end;
    }

    private void shape(List<String> tool, String device, String rate) {
        var words = new ArrayList<>(tool);
        words.addAll(List.of("qdisc", "add", "dev", device, "root", "tbf", "rate", rate));
        words.addAll(List.of("burst", "128kb", "latency", "100ms"));
        run(words.toArray(String[]::new));
    }

    private void run(String... words) {
        runner.run(new Command(List.of(words), Path.of("/"), Map.of()));
    }

    /** With the name space its end of the pair goes, and with that the other one. */
    @Override
    public void close() {
        run("ip", "netns", "delete", name);
    }
}
