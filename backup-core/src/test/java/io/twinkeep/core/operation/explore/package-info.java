/**
 * Exhaustive exploration of small worlds: actors that run production code, an instant in which every one of them waits
 * at a call to a store, and every order in which those calls can happen.
 *
 * <p>An actor is a deterministic function of the answers it was given, so nothing needs to be kept alive between two
 * steps: to learn what an actor does after one more answer, it is run again from its start with the recorded answers. A
 * tree of answers remembers what came out. A state is then the stores' content and a place in each actor's tree. A
 * crash needs no step of its own: it is an actor that never gets another turn, and every state is checked.
 */
package io.twinkeep.core.operation.explore;
