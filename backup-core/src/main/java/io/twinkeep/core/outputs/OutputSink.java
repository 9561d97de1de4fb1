package io.twinkeep.core.outputs;

/** Takes an output's bytes, in order. */
public interface OutputSink {
    void write(byte[] bytes);
}
