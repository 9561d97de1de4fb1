package io.twinkeep.core.operation.explore;

import io.twinkeep.core.ids.ObjectKey;
import java.util.List;
import java.util.Map;

/**
 * What is explored: what the stores hold at first, who acts, what must hold, and how many answers to a conditional
 * create may be lost on any one path.
 */
public record World(List<Map<ObjectKey, byte[]>> stores, List<Actor> actors, Rules rules, int lostAnswers) {}
