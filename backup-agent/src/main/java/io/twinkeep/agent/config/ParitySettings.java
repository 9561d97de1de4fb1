package io.twinkeep.agent.config;

/**
 * How what is served is compared with what should be.
 *
 * @param readPercent how much is read again even where nothing seems changed
 * @param heal whether what differs is restored
 */
public record ParitySettings(int readPercent, boolean heal) {}
