package io.twinkeep.core.operation.explore;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** All actors' trees, grown as far as anybody asked. */
final class Cast {
    private final List<Actor> actors;
    private final Things things;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<List<Object>, Integer> eventLists = new HashMap<>();

    Cast(List<Actor> actors, Things things) {
        this.actors = actors;
        this.things = things;
    }

    List<Actor> actors() {
        return actors;
    }

    int[] starts() {
        int[] starts = new int[actors.size()];
        for (int actor = 0; actor < starts.length; actor++) {
            starts[actor] = grow(actor, null, null).id;
        }
        return starts;
    }

    Node node(int id) {
        return nodes.get(id);
    }

    /** Where the actor is after one more answer. */
    Node after(Node node, Answer answer) {
        Node child = node.children.get(answer);
        if (child == null) {
            child = grow(node.actor, node, answer);
            node.children.put(answer, child);
        }
        return child;
    }

    private Node grow(int actor, Node parent, Answer answer) {
        var answers = new ArrayList<Answer>();
        if (parent != null) {
            answers.addAll(parent.answers());
            answers.add(answer);
        }
        // Any seed will do, as long as no two actors share one.
        Replay.Position position = Replay.run(actors.get(actor), 7919L * (actor + 1), things, answers);
        int events = eventLists.computeIfAbsent(position.events(), e -> eventLists.size());
        var node = new Node(nodes.size(), actor, parent, answer, position, events);
        nodes.add(node);
        return node;
    }

    int size() {
        return nodes.size();
    }
}
