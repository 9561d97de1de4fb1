package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.session.Session;
import io.twinkeep.core.crypto.KeySource;
import io.twinkeep.core.crypto.KeyWrap;
import io.twinkeep.core.repository.KeyShelf;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code twinkeep key list}: which keys open the repository; needs none of them. */
@Command(
        name = "list",
        description = "List the keys that open the repository; needs none of them, and marks what a given one opens.")
final class KeyListVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    @Mixin
    private KeyOptions keyOptions;

    KeyListVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        var address = config.requiredRepository();
        try (var session = Session.openWithoutKey(means(progress), config, address, config.s3())) {
            List<KeyWrap> wraps = new KeyShelf(session.repository().store()).list();
            List<KeySource> given = isGiven(config) ? Session.keySources(config) : List.of();
            List<String> opened = opened(wraps, given);
            return new Answer()
                    .field("repository", address.toString())
                    .field("id", session.repository().id().toString())
                    .field("keys", fields(wraps))
                    .field("opened", opened)
                    .line(table(wraps, opened).text());
        }
    }

    private static boolean isGiven(AgentConfig config) {
        return !config.keyFiles().isEmpty() || !config.passphraseFiles().isEmpty();
    }

    private static List<String> opened(List<KeyWrap> wraps, List<KeySource> given) {
        return wraps.stream()
                .filter(wrap ->
                        given.stream().anyMatch(source -> wrap.open(source).isPresent()))
                .map(wrap -> wrap.id().toString())
                .toList();
    }

    private static Table table(List<KeyWrap> wraps, List<String> opened) {
        var table = new Table("WRAP", "OPENS WITH", "DATA KEY", ">GENERATION", "CREATED", "LABEL");
        for (KeyWrap wrap : wraps) {
            String key = wrap.keyId().toString().substring(0, 8);
            String yours = opened.contains(wrap.id().toString()) ? " (the given key)" : "";
            table.row(wrap.id(), kind(wrap) + yours, key, wrap.generation(), wrap.created(), wrap.label());
        }
        return table;
    }

    static List<Map<String, Object>> fields(List<KeyWrap> wraps) {
        return wraps.stream().map(KeyListVerb::fields).toList();
    }

    private static Map<String, Object> fields(KeyWrap wrap) {
        return Answer.fields(
                "wrap", wrap.id().toString(),
                "repository", wrap.repository().toString(),
                "kind", wrap.kind().name().toLowerCase(Locale.ROOT),
                "data_key", wrap.keyId().toString(),
                "generation", wrap.generation(),
                "created", wrap.created().toString(),
                "label", wrap.label());
    }

    private static String kind(KeyWrap wrap) {
        return wrap.kind() == KeyWrap.Kind.KEY_FILE ? "key file" : "passphrase";
    }
}
