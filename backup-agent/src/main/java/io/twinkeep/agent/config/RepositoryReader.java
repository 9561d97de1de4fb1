package io.twinkeep.agent.config;

import io.twinkeep.core.objectstore.RepositoryAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads {@code repository} and {@code mirrors}. */
final class RepositoryReader {
    private static final RepositoryAddress NOWHERE = RepositoryAddress.parse("/nowhere");

    private final SecretReader secrets;

    RepositoryReader(Map<String, String> environment) {
        this.secrets = new SecretReader(environment);
    }

    RepositorySettings own(Section root) {
        if (!root.has(RepositorySettings.OWN)) {
            root.problem(RepositorySettings.OWN, "is missing; write 'address: …' and 'key-file: …' below it");
            return of(root.sectionOrEmpty(RepositorySettings.OWN), RepositorySettings.OWN, NOWHERE);
        }
        Section section = root.sectionOrEmpty(RepositorySettings.OWN);
        var own = of(section, RepositorySettings.OWN, address(section));
        if (own.keyFiles().isEmpty() && own.passphraseFiles().isEmpty()) {
            section.problem("key-file", "is missing; write 'key-file: /etc/twinkeep/zimage.key'");
        }
        return own;
    }

    List<RepositorySettings> mirrors(Section root) {
        var mirrors = new ArrayList<RepositorySettings>();
        Set<String> names = new HashSet<>();
        for (Section section : root.sections("mirrors")) {
            String name = section.required("name", "us-1", "none", text -> text);
            if (!names.add(name) || name.equals(RepositorySettings.OWN)) {
                section.problem("name", "is taken: '" + name + "'");
            }
            mirrors.add(of(section, name, address(section)));
        }
        return mirrors;
    }

    private static RepositoryAddress address(Section section) {
        return section.required(
                "address", "s3:https://s3.example.com/bucket/prefix", NOWHERE, RepositoryAddress::parse);
    }

    private RepositorySettings of(Section section, String name, RepositoryAddress address) {
        var settings = new RepositorySettings(
                name,
                address,
                section.text("s3-region"),
                paths(section, "key-file"),
                paths(section, "passphrase-file"),
                credentials(section));
        section.end();
        return settings;
    }

    private static List<Path> paths(Section section, String key) {
        return section.texts(key).stream().map(Path::of).toList();
    }

    private Map<StorePurpose, StoreCredentials> credentials(Section section) {
        var credentials = new EnumMap<StorePurpose, StoreCredentials>(StorePurpose.class);
        section.section("credentials").ifPresent(purposes -> {
            for (StorePurpose purpose : StorePurpose.values()) {
                purposes.section(purpose.name().toLowerCase(Locale.ROOT))
                        .ifPresent(one -> credentials.put(purpose, credentialsOf(one)));
            }
            purposes.end();
        });
        return credentials;
    }

    private StoreCredentials credentialsOf(Section section) {
        Optional<Secret> secret = secrets.read(section, "secret-key");
        var credentials = new StoreCredentials(
                section.text("profile"), section.path("file", ""), section.text("access-key"), secret);
        boolean half = credentials.accessKey().isPresent() != secret.isPresent();
        boolean none =
                credentials.profile().isEmpty() && credentials.accessKey().isEmpty();
        if (half || none) {
            section.problem("access-key", "needs 'profile', or 'access-key' with 'secret-key-file'");
        }
        section.end();
        return credentials;
    }
}
