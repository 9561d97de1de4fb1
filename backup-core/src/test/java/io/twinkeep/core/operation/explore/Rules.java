package io.twinkeep.core.operation.explore;

import java.util.Optional;

/** What must hold. An answer is a violation, told in a sentence. */
public interface Rules {
    /** Asked for every state; it must depend on nothing but the view. */
    Optional<String> broken(View view);

    /** Asked before every change of a key; {@code before} and {@code after} are values of the view, 0 for absent. */
    Optional<String> brokenBy(View view, Write write);

    /** A change about to happen to {@code slot} (-1 for what is no slot) of a set. */
    record Write(int store, int set, int slot, int before, int after) {}
}
