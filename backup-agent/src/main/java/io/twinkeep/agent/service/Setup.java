package io.twinkeep.agent.service;

import java.time.InstantSource;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What an agent is given beside its settings.
 *
 * @param random cryptographically strong and thread-safe
 * @param uploaders makes what stores important outputs
 * @param more what other packages bring; made once the agent's parts are there
 */
public record Setup(
        String programVersion,
        EventLog log,
        InstantSource clock,
        RandomGenerator random,
        AgentTimes times,
        OutputUploaders uploaders,
        Function<Parts, Extension> more) {

    /** Without what other packages bring. */
    public Setup(String programVersion, EventLog log, InstantSource clock, RandomGenerator random) {
        this(
                programVersion,
                log,
                clock,
                random,
                AgentTimes.DEFAULT,
                OutputUploaders.REPOSITORY,
                parts -> Extension.NONE);
    }

    public Setup withTimes(AgentTimes other) {
        return new Setup(programVersion, log, clock, random, other, uploaders, more);
    }

    public Setup withUploaders(OutputUploaders other) {
        return new Setup(programVersion, log, clock, random, times, other, more);
    }

    public Setup withExtension(Function<Parts, Extension> other) {
        return new Setup(programVersion, log, clock, random, times, uploaders, other);
    }
}
