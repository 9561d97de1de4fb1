package io.twinkeep.core.codec;

import java.lang.management.ManagementFactory;
import java.util.Arrays;

/**
 * Size, and GB of raw bytes for each second that one thread spent on a core, whatever else ran on the machine: the median and the best of
 * many rounds, and the first one of all.
 *
 * <pre>mvn -Pbench -pl backup-core test-compile exec:exec -Dbench.main=io.twinkeep.core.codec.CodecCpuTime -Dbench=DRIFT</pre>
 */
public final class CodecCpuTime {
    private static final int CHUNKS = 4;
    private static final int ROUNDS = 31;

    private final ChunkCodec codec = Codecs.create();
    private final byte[] decoded = new byte[BenchCase.CHUNK];

    private CodecCpuTime() {}

    /** Runs the cases whose name contains the first argument. */
    public static void main(String[] args) {
        var cpuTime = new CodecCpuTime();
        System.out.printf("%-28s %8s %15s %15s %9s%n", "", "size %", "encode (best)", "decode (best)", "first");
        for (BenchCase each : BenchCase.values()) {
            if (args.length == 0 || each.name().contains(args[0])) {
                cpuTime.measure(each);
            }
        }
    }

    private void measure(BenchCase each) {
        var samples = new BenchCase.Sample[CHUNKS];
        Arrays.setAll(samples, each::sample);
        var encoded = new byte[CHUNKS][];
        Arrays.setAll(encoded, i -> BenchCase.room());
        var sizes = new int[CHUNKS];
        var encode = new long[ROUNDS];
        var decode = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long start = cpuNanos();
            for (int i = 0; i < CHUNKS; i++) {
                sizes[i] = samples[i].encode(codec, encoded[i]);
            }
            long middle = cpuNanos();
            for (int i = 0; i < CHUNKS; i++) {
                samples[i].decode(codec, encoded[i], sizes[i], decoded);
            }
            encode[round] = middle - start;
            decode[round] = cpuNanos() - middle;
        }
        print(each.name(), Arrays.stream(sizes).sum(), encode, decode);
    }

    private static long cpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void print(String name, long size, long[] encode, long[] decode) {
        double bytes = (double) BenchCase.CHUNK * CHUNKS;
        double first = bytes / encode[0];
        Arrays.sort(encode);
        Arrays.sort(decode);
        System.out.printf(
                "%-28s %8.3f %7.2f (%5.2f) %7.2f (%5.2f) %9.2f%n",
                name,
                100 * size / bytes,
                bytes / encode[ROUNDS / 2],
                bytes / encode[0],
                bytes / decode[ROUNDS / 2],
                bytes / decode[0],
                first);
    }
}
