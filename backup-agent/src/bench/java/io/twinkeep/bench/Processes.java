package io.twinkeep.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What running processes have used so far, by the kernel's account. */
final class Processes {
    private static final double TICKS_A_SECOND = 100; // USER_HZ: 100 on every Linux that Java runs on
    private static final double KIB_A_MIB = 1024;
    private static final int USER_TIME = 11; // fields of /proc/PID/stat behind the program's name, see proc(5)
    private static final int SYSTEM_TIME = 12;
    private static final int ENDED_CHILDREN = 2; // their times follow in the same order

    private Processes() {}

    /** User and system time. */
    static double cpuSeconds(long pid) throws IOException {
        String[] fields = stat(pid);
        return (Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME])) / TICKS_A_SECOND;
    }

    /** The same of it and all its children, also those that ended. */
    static double cpuSecondsOfAll(long pid) throws IOException {
        String[] fields = stat(pid);
        double ended = (Long.parseLong(fields[USER_TIME + ENDED_CHILDREN])
                        + Long.parseLong(fields[SYSTEM_TIME + ENDED_CHILDREN]))
                / TICKS_A_SECOND;
        double sum = cpuSeconds(pid) + ended;
        for (ProcessHandle child :
                ProcessHandle.of(pid).orElseThrow().children().toList()) {
            sum += cpuSeconds(child.pid());
        }
        return sum;
    }

    private static String[] stat(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    static double residentMib(long pid) throws IOException {
        try (var lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                            .map(line -> line.replaceAll("\\D", ""))
                            .mapToLong(Long::parseLong)
                            .findFirst()
                            .orElseThrow()
                    / KIB_A_MIB;
        }
    }
}
