package io.twinkeep.core.outputs;

import io.twinkeep.core.crypto.DataKey;
import io.twinkeep.core.crypto.ObjectKind;
import io.twinkeep.core.errors.Conflict;
import io.twinkeep.core.errors.Corrupt;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.OutcomeUnknown;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.ids.ObjectKey;
import io.twinkeep.core.ids.Sha256;
import io.twinkeep.core.ids.Token;
import io.twinkeep.core.objectstore.ObjectBody;
import io.twinkeep.core.objectstore.ObjectInfo;
import io.twinkeep.core.placed.PlacedHeader;
import io.twinkeep.core.placed.PlacedObject;
import io.twinkeep.core.repository.Days;
import io.twinkeep.core.repository.Layout;
import io.twinkeep.core.repository.Repository;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.LocalDate;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * Keeps outputs. The parts of a large one go first, then one conditional create makes it visible: a crash before it leaves
 * parts that the next attempt stores again. The same bytes on the same day are kept once, under the first path that they
 * came with. One call holds three times {@link #PART} bytes at most. As thread-safe as its store.
 */
public final class OutputStore {
    /** Plain bytes of one object. */
    public static final int PART = 8 << 20;

    /** Whatever tells of an output lies in so many bytes from its object's start; an object with parts has no more. */
    public static final int MAX_START = OutputCodec.MAX_START;

    /** No object of an output is larger. */
    public static final int MAX_OBJECT = OutputReader.MAX_OBJECT;

    private final Repository repository;
    private final OutputReader reader;
    private final RandomGenerator random;

    /** @param random must be cryptographically strong and thread-safe: salts come from it */
    public OutputStore(Repository repository, RandomGenerator random) {
        this.repository = repository;
        this.reader = new OutputReader(repository);
        this.random = random;
    }

    /** An output that is safe now; {@code isNew} is false if it was there already. */
    public record Stored(Output output, boolean isNew) {}

    /**
     * Stores the file in the folder of the day. Every object is opened again, from the bytes that are sent, and compared
     * with what was read before.
     *
     * @throws Refused if the file changes while it is read
     * @throws io.twinkeep.core.errors.Unavailable if it may be stored or not; the same call again is safe
     */
    public Stored put(LocalDate day, Output.Description description, OutputSource source) {
        repository.refuseIfGone();
        // Also where its wrap is lost from keys/: else the key before it would come back into use.
        repository.keys().search();
        return putNext(day, description, source);
    }

    /**
     * The same without asking first whether the repository is still there and what its newest key is, for whoever asks that
     * once for many: a new output of at most {@link #PART} bytes costs one round trip.
     */
    public Stored putNext(LocalDate day, Output.Description description, OutputSource source) {
        DataKey key = repository.keys().newest();
        var file = OutputReading.of(description.path(), source, PART);
        int parts = file.isSmall() ? 0 : parts(file.size(), description);
        ObjectKey place = OutputKeys.key(key, day, file.digest());
        var output = new Output(place, description, file.digest(), file.size(), parts);
        if (!file.isSmall()) {
            var there = repository.store().find(place);
            if (there.isPresent() && reader.holds(there.get(), output)) {
                return new Stored(output, false);
            }
            putParts(key, output, source);
        }
        return new Stored(output, create(key, output, file.isSmall() ? file.content() : new byte[0]));
    }

    private static int parts(long size, Output.Description description) {
        long parts = (size + PART - 1) / PART;
        if (parts > OutputCodec.MAX_PARTS) {
            throw new Refused("output " + description.path() + " of " + size + " bytes is too large");
        }
        return (int) parts;
    }

    /** Named by their content, so parts that are there, perhaps of an interrupted attempt, are stored over. */
    private void putParts(DataKey key, Output output, OutputSource source) {
        MessageDigest digest = Sha256.newDigest();
        try (InputStream in = source.open()) {
            byte[] content = new byte[PART];
            for (int number = 1; number <= output.parts(); number++) {
                int length = in.readNBytes(content, 0, PART);
                ObjectKey place = output.part(number);
                byte[] object = seal(key, place, 0, new byte[0], new ObjectBody(content, 0, length));
                digest.update(reader.content(place, object));
                repository.store().put(place, ObjectBody.of(object));
            }
            if (in.read() >= 0 || !Sha256.finish(digest).equals(output.digest())) {
                throw OutputReading.changed(output.description().path());
            }
        } catch (IOException e) {
            throw OutputReading.unreadable(output.description().path(), e);
        }
    }

    private byte[] seal(DataKey key, ObjectKey place, int parts, byte[] index, ObjectBody content) {
        var origin = new PlacedHeader.Origin(ObjectKind.OUTPUT, key, repository.id(), place);
        return PlacedObject.seal(origin, Token.random(random), OutputCodec.details(parts), index, content);
    }

    /** Returns whether it was not there yet. */
    private boolean create(DataKey key, Output output, byte[] content) {
        byte[] object = seal(key, output.key(), output.parts(), OutputCodec.index(output), ObjectBody.of(content));
        byte[] opened = reader.content(output.key(), object);
        if (output.parts() == 0 && !Sha256.of(opened).equals(output.digest())) {
            throw new Corrupt("output " + output.description().path() + " does not open to what was sealed");
        }
        try {
            repository.store().putIfAbsent(output.key(), ObjectBody.of(object));
            return true;
        } catch (Conflict e) {
            return settle(output, object);
        } catch (OutcomeUnknown e) {
            return settle(output, object);
        }
    }

    /** What the key's name says is the content: whoever stored it stored the same, unless it is damaged. */
    private boolean settle(Output output, byte[] object) {
        var there = repository.store().find(output.key());
        if (there.isPresent() && reader.holds(there.get(), output)) {
            return false;
        }
        repository.store().put(output.key(), ObjectBody.of(object));
        return true;
    }

    /** How many parts an object says that it has; needs no key, and authenticates nothing. */
    public static int parts(PlacedHeader header) {
        return OutputCodec.parts(header, header.place().value());
    }

    /** Where content of this digest is kept on that day, if it is kept and sealed with the newest data key. */
    public ObjectKey keyOf(LocalDate day, Sha256 digest) {
        return OutputKeys.key(repository.keys().newest(), day, digest);
    }

    /** The objects that tell of the outputs of these days, in the order of days; to be closed. */
    public Stream<ObjectInfo> list(Days days) {
        return days.list(repository.store(), Layout.OUTPUTS)
                .filter(object -> OutputKeys.isOurs(object.key()) && OutputKeys.partOf(object.key()) == 0);
    }

    /**
     * What an object of {@link #list} tells; costs one small read.
     *
     * @throws Missing if it was pruned since
     * @throws Corrupt if it can't be believed
     */
    public Output output(ObjectInfo object) {
        return reader.output(object);
    }

    /** What an object that was read already tells. @throws Corrupt if it can't be believed */
    public Output output(ObjectKey key, byte[] object) {
        return reader.output(key, object);
    }

    /**
     * Hands the output's bytes on, piece by piece. Only when this returns are they known to be right: until then nothing
     * may be made visible of them.
     *
     * @throws Corrupt if they are not what was stored
     */
    public void copy(Output output, OutputSink sink) {
        reader.copy(output, sink);
    }
}
