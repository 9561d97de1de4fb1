package io.twinkeep.agent.service;

import io.prometheus.metrics.core.metrics.CounterWithCallback;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.function.Consumer;

/** Numbers in the text form of Prometheus, each asked for when they are read. */
public final class Metrics {
    static final String CONTENT_TYPE = PrometheusTextFormatWriter.CONTENT_TYPE;

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final PrometheusTextFormatWriter writer =
            PrometheusTextFormatWriter.builder().build();

    /** Told the numbers of one metric. */
    @FunctionalInterface
    public interface Numbers {
        /** @param labels values in the order of the metric's label names */
        void tell(double number, String... labels);
    }

    /** A number that goes up and down. */
    public void gauge(String name, String help, Consumer<Numbers> numbers, String... labels) {
        GaugeWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(callback -> numbers.accept(callback::call))
                .register(registry);
    }

    /** A number that only grows. @param name without {@code _total}, which is added */
    public void counter(String name, String help, Consumer<Numbers> numbers, String... labels) {
        CounterWithCallback.builder()
                .name(name)
                .help(help)
                .labelNames(labels)
                .callback(callback -> numbers.accept(callback::call))
                .register(registry);
    }

    byte[] text() {
        var out = new ByteArrayOutputStream();
        try {
            writer.write(out, registry.scrape());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
