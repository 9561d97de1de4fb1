package io.twinkeep.agent.config;

/** How events are written. */
public enum LogForm {
    JSON,
    PLAIN
}
