package io.twinkeep.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;

/** All samples of one program at one task. Not thread-safe. */
final class Row {
    private final String program;
    private final List<Sample> samples = new ArrayList<>();

    Row(String program) {
        this.program = program;
    }

    String program() {
        return program;
    }

    List<Sample> samples() {
        return List.copyOf(samples);
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    double median(Measure measure) {
        double[] sorted = values(measure).sorted().toArray();
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double least(Measure measure) {
        return values(measure).min().orElseThrow();
    }

    double most(Measure measure) {
        return values(measure).max().orElseThrow();
    }

    private DoubleStream values(Measure measure) {
        return samples.stream().mapToDouble(measure::of);
    }
}
