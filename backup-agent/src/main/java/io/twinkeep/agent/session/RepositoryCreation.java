package io.twinkeep.agent.session;

import io.twinkeep.agent.config.AgentConfig;
import io.twinkeep.agent.config.S3Access;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.RepositoryId;
import io.twinkeep.core.objectstore.ObjectStore;
import io.twinkeep.core.objectstore.ProbeReport;
import io.twinkeep.core.objectstore.RepositoryAddress;
import io.twinkeep.core.objectstore.StoreProbe;
import io.twinkeep.core.repository.KeyShelf;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import io.twinkeep.core.repository.RepositoryConfig;
import io.twinkeep.core.repository.RepositoryConfig.Writers;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Makes a repository step by step, and takes back what it made where a later step fails. */
public final class RepositoryCreation implements AutoCloseable {
    private static final String LABEL = "first key";
    // What a repository, or an interrupted attempt to make one, has at its top.
    private static final Set<String> OURS = Set.of(
            "repository.json",
            "repository-copy.json",
            "keys",
            "models",
            "epochs",
            "probe",
            ".twinkeep-tmp",
            "lost+found");

    private final Means means;
    private final Place place;
    private final RepositoryConfig wanted;
    private ObjectStore store;
    private boolean madeDirectory;
    private boolean done;

    /** Where it shall be, and how to get there. */
    public record Place(RepositoryAddress address, AgentConfig config, S3Access access) {
        ObjectStore open(int lockDays) {
            return Stores.open(address, config, access, lockDays);
        }
    }

    public RepositoryCreation(Means means, Place place, RepositoryConfig wanted) {
        this.means = means;
        this.place = place;
        this.wanted = wanted;
    }

    /** A mirror for many writers and without locks. */
    public static RepositoryCreation ofMirror(Means means, Place place) {
        var wanted = new RepositoryConfig(
                RepositoryId.random(means.random()), means.clock().instant(), Writers.MANY, 0);
        return new RepositoryCreation(means, place, wanted);
    }

    /** Makes the repository with a new key. */
    public NewKey create() {
        prepare();
        NewKey key = NewKey.make(place.config(), wanted.id(), means.random());
        try {
            Repository.create(store, wanted, key.source(), LABEL, means.random());
        } catch (RuntimeException e) {
            takeBack(key);
            throw e;
        }
        done = true;
        return key;
    }

    /** Makes a mirror: the keys come with what is copied into it. */
    public void createMirror() {
        prepare();
        Repository.createMirror(store, wanted);
        done = true;
    }

    private void prepare() {
        makeDirectory();
        refuseBucketWithoutLock();
        store = place.open(wanted.lockDays());
        refuseTaken();
        refuseWeakStore();
    }

    private void makeDirectory() {
        if (!(place.address() instanceof RepositoryAddress.Directory directory)) {
            return;
        }
        Path path = directory.path();
        if (Files.isDirectory(path)) {
            refuseForeignFiles(path);
            return;
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
            throw new BadUsage(path + " is not a directory", "name a directory, or one that does not exist yet");
        }
        if (path.getParent() == null || !Files.isDirectory(path.getParent())) {
            throw new Missing(
                    "there is no directory " + path.getParent() + " to make the repository in",
                    "make it, or mount what belongs there");
        }
        try {
            Files.createDirectory(path);
            madeDirectory = true;
        } catch (IOException e) {
            throw new Failed("the directory " + path + " can't be made: " + inWords(e), "check who owns its parent", e);
        }
    }

    /** A repository among a model's files would be backed up with them, and deleted with them. */
    private static void refuseForeignFiles(Path path) {
        try (Stream<Path> files = Files.list(path)) {
            var foreign = files.map(file -> file.getFileName().toString())
                    .filter(name -> !OURS.contains(name))
                    .findFirst();
            if (foreign.isPresent()) {
                throw new Refused(
                        "the directory " + path + " holds other files: " + foreign.get(),
                        "name an empty directory, or a new one in it");
            }
        } catch (IOException e) {
            throw new Failed("the directory " + path + " can't be listed: " + inWords(e), "check who owns it", e);
        }
    }

    private static String inWords(IOException e) {
        return e instanceof AccessDeniedException ? "access denied" : e.getMessage();
    }

    private void refuseBucketWithoutLock() {
        if (wanted.lockDays() == 0) {
            return;
        }
        try (var versioned = Stores.openVersioned(place.address(), place.config(), place.access(), wanted.lockDays())) {
            if (!versioned.features().objectLock()) {
                throw new Refused(
                        "the bucket of " + place.address()
                                + " has versions but no Object Lock, so nothing can be locked",
                        "make a bucket with Object Lock enabled, or leave --lock-days out");
            }
        }
    }

    private void refuseTaken() {
        if (store.find(Layout.REPOSITORY).isPresent()) {
            throw new Refused(
                    "there is a repository at " + place.address() + " already",
                    "use it, or name another bucket, prefix or directory");
        }
    }

    /** The probe writes objects, so with locks it runs on the same bucket without them. */
    private void refuseWeakStore() {
        means.progress().begin("testing the store", 0);
        ProbeReport report;
        try (ObjectStore probed = place.open(0)) {
            report = new StoreProbe(probed, means.random(), System::nanoTime).shortForm();
        }
        if (place.address() instanceof RepositoryAddress.Directory directory) {
            DirectoryCleanup.removeEmpty(directory.path().resolve("probe"));
        }
        if (!report.holdsProtocol()) {
            String failed = report.checks().stream()
                    .filter(check -> check.outcome() == ProbeReport.Outcome.FAILED)
                    .map(check -> check.name() + " (" + check.detail() + ")")
                    .collect(Collectors.joining("; "));
            if (wanted.writers() == Writers.MANY) {
                throw new Refused(
                        "the store of " + place.address() + " can't hold a repository safely: " + failed,
                        "use another store, or --single-writer if only one machine will ever write");
            }
            means.progress().note("used with a single writer only: " + failed);
        }
    }

    /** A creation whose answer was lost may have succeeded: then the key must stay. */
    private void takeBack(NewKey key) {
        try {
            boolean ours = store.find(Layout.REPOSITORY).isPresent()
                    && Repository.openWithoutKey(store).id().equals(wanted.id());
            if (!ours) {
                removeOurWraps(key);
                key.discard();
            }
        } catch (BackupException e) {
            means.progress()
                    .note("the store does not tell whether the repository was made"
                            + key.file()
                                    .map(file -> ", so its key file stays: " + file)
                                    .orElse(""));
        }
    }

    private void removeOurWraps(NewKey key) {
        new KeyShelf(store)
                .list().stream()
                        .filter(wrap -> wrap.open(key.source()).isPresent())
                        .forEach(wrap -> store.delete(Layout.wrap(wrap.id())));
    }

    @Override
    public void close() {
        if (store != null) {
            store.close();
        }
        if (madeDirectory && !done && place.address() instanceof RepositoryAddress.Directory directory) {
            DirectoryCleanup.removeEmpty(directory.path());
        }
    }
}
