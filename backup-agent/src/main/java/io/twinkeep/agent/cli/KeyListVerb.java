package io.twinkeep.agent.cli;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.core.crypto.KeyWrap;
import io.twinkeep.core.repository.KeyShelf;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code twinkeep key list}: which keys open the repository; needs none of them. */
@Command(name = "list", description = "List the keys that open the repository; needs none of them.")
final class KeyListVerb extends Verb {
    @Mixin
    private RepositoryOptions repositoryOptions;

    KeyListVerb(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    Answer run(ProgressBar progress) {
        AgentConfig config = config();
        var address = config.requiredRepository();
        try (var session = Session.openWithoutKey(surroundings(), config, address, config.s3(), progress)) {
            List<KeyWrap> wraps = new KeyShelf(session.repository().store()).list();
            return new Answer()
                    .field("repository", address.toString())
                    .field("id", session.repository().id().toString())
                    .field("keys", fields(wraps))
                    .line(table(wraps).text());
        }
    }

    private static Table table(List<KeyWrap> wraps) {
        var table = new Table("WRAP", "OPENS WITH", "DATA KEY", ">GENERATION", "CREATED", "LABEL");
        for (KeyWrap wrap : wraps) {
            String key = wrap.keyId().toString().substring(0, 8);
            table.row(wrap.id(), kind(wrap), key, wrap.generation(), wrap.created(), wrap.label());
        }
        return table;
    }

    static List<Map<String, Object>> fields(List<KeyWrap> wraps) {
        return wraps.stream().map(KeyListVerb::fields).toList();
    }

    private static Map<String, Object> fields(KeyWrap wrap) {
        return Answer.fields(
                "wrap", wrap.id().toString(),
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
