package io.twinkeep.agent.cache;

import java.util.Optional;

/**
 * @param directories watched
 * @param waiting images not yet still, whole or taken
 * @param taken since the start
 * @param scans of the whole tree since the start
 * @param problem why something could not be watched or taken, if so; the watcher goes on
 */
public record WatchStatus(int directories, int waiting, long taken, long scans, Optional<String> problem) {}
