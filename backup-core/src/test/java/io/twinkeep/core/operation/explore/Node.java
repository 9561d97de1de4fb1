package io.twinkeep.core.operation.explore;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A place in an actor's tree of answers: what the actor does after exactly these. */
final class Node {
    final int id;
    final int actor;
    final Call next;
    final List<Object> events;
    final int eventsId;
    private final Node parent;
    private final Answer answer;
    final Map<Answer, Node> children = new HashMap<>();

    Node(int id, int actor, Node parent, Answer answer, Replay.Position position, int eventsId) {
        this.id = id;
        this.actor = actor;
        this.parent = parent;
        this.answer = answer;
        this.next = position.next();
        this.events = position.events();
        this.eventsId = eventsId;
    }

    boolean isEnded() {
        return next == null;
    }

    /** The answers that lead here. */
    Deque<Answer> answers() {
        var answers = new ArrayDeque<Answer>();
        for (Node node = this; node.parent != null; node = node.parent) {
            answers.addFirst(node.answer);
        }
        return answers;
    }
}
