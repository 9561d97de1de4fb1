package io.twinkeep.agent.service;

import io.twinkeep.agent.config.JobName;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * What an agent is given beside its settings.
 *
 * @param random cryptographically strong and thread-safe
 * @param uploaders makes what stores important outputs
 * @param more use cases of jobs that other packages bring, {@link JobName#FOLLOW} and {@link JobName#PARITY}; made once
 *     the agent's parts are there, started by its schedule
 */
public record Setup(
        String programVersion,
        EventLog log,
        InstantSource clock,
        RandomGenerator random,
        AgentTimes times,
        OutputUploaders uploaders,
        Function<Parts, Map<JobName, UseCase>> more) {

    /** Without what other packages bring. */
    public Setup(String programVersion, EventLog log, InstantSource clock, RandomGenerator random) {
        this(programVersion, log, clock, random, AgentTimes.DEFAULT, OutputUploaders.REPOSITORY, parts -> Map.of());
    }

    public Setup withTimes(AgentTimes other) {
        return new Setup(programVersion, log, clock, random, other, uploaders, more);
    }

    public Setup withUploaders(OutputUploaders other) {
        return new Setup(programVersion, log, clock, random, times, other, more);
    }

    public Setup withUseCases(Function<Parts, Map<JobName, UseCase>> other) {
        return new Setup(programVersion, log, clock, random, times, uploaders, other);
    }
}
