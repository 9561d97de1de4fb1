package io.twinkeep.core.files;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.ChannelSftp.LsEntry;
import com.jcraft.jsch.ChannelSftp.LsEntrySelector;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.ids.FilePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A directory behind SFTP. Names and targets are bytes (ISO-8859-1 characters); times are whole seconds. */
final class SftpDisk implements RemoteDisk {
    private static final int PERMISSIONS = 0777;

    private final SftpConnection connection;
    private final RemoteLocation location;

    SftpDisk(SftpConnection connection, RemoteLocation location) {
        this.connection = connection;
        this.location = location;
    }

    @Override
    public List<FileStat> list(Optional<FilePath> directory, Consumer<Skipped> leftOut) {
        String place = directory.map(this::place).orElse(toString());
        var found = new ArrayList<FileStat>();
        for (LsEntry entry : ask("list", place, channel -> entries(channel, directory))) {
            FilePath path = child(directory, entry.getFilename());
            ask("list", place(path), channel -> stat(channel, path, entry.getAttrs()))
                    .ifPresentOrElse(
                            found::add,
                            () -> leftOut.accept(
                                    Skipped.special(path, entry.getAttrs().getPermissions())));
        }
        return found;
    }

    private List<LsEntry> entries(ChannelSftp channel, Optional<FilePath> directory) throws SftpException {
        var entries = new ArrayList<LsEntry>();
        channel.ls(directory.map(this::quoted).map(path -> path + "/").orElse(quotedRoot()), entry -> {
            if (!entry.getFilename().equals(".") && !entry.getFilename().equals("..")) {
                entries.add(entry);
            }
            return LsEntrySelector.CONTINUE;
        });
        return entries;
    }

    /** The names come from the other side, which must not be able to lead us elsewhere. */
    private FilePath child(Optional<FilePath> directory, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.ISO_8859_1);
        try {
            if (name.indexOf('/') < 0) {
                return directory.map(above -> above.resolve(bytes)).orElseGet(() -> FilePath.ofBytes(bytes));
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new Failed(
                this + " lists a name that can't be one, or a path longer than 4096 bytes",
                "check the server and disk");
    }

    @Override
    public Optional<FileStat> stat(FilePath path) {
        try {
            return ask("look at", place(path), channel -> stat(channel, path, channel.lstat(quoted(path))));
        } catch (Missing e) {
            return Optional.empty();
        }
    }

    private Optional<FileStat> stat(ChannelSftp channel, FilePath path, SftpATTRS attributes) throws SftpException {
        if ((attributes.getFlags() & SftpATTRS.SSH_FILEXFER_ATTR_PERMISSIONS) == 0) {
            throw new SftpException(ChannelSftp.SSH_FX_BAD_MESSAGE, "the server does not say what kind of file it is");
        }
        if (attributes.isReg()) {
            return Optional.of(stat(path, FileStat.Kind.FILE, attributes.getSize(), attributes, ""));
        }
        if (attributes.isDir()) {
            return Optional.of(stat(path, FileStat.Kind.DIRECTORY, 0, attributes, ""));
        }
        if (attributes.isLink()) {
            return Optional.of(stat(path, FileStat.Kind.SYMLINK, 0, attributes, channel.readlink(quoted(path))));
        }
        return Optional.empty();
    }

    private static FileStat stat(FilePath path, FileStat.Kind kind, long size, SftpATTRS attributes, String target) {
        long modified = Integer.toUnsignedLong(attributes.getMTime()) * 1_000_000_000L;
        return new FileStat(path, kind, size, attributes.getPermissions() & 07777, modified, 0, 0, target);
    }

    @Override
    public InputStream read(FilePath path, long from) throws IOException {
        try {
            return connection.channels().read(channel -> channel.get(quoted(path), null, from));
        } catch (SftpException e) {
            throw new IOException(e);
        }
    }

    @Override
    public OutputStream append(FilePath path) throws IOException {
        try {
            return connection.channels().write(channel -> channel.put(quoted(path), ChannelSftp.APPEND));
        } catch (SftpException e) {
            throw new IOException(e);
        }
    }

    @Override
    public long cut(FilePath path, long size) {
        var attributes = new SftpATTRS();
        attributes.setSIZE(size);
        run("write", path, channel -> channel.setStat(quoted(path), attributes));
        return size;
    }

    @Override
    public void makeRoot() {
        ask("make", toString(), channel -> {
            int end = 0;
            while (end >= 0 && !location.path().isEmpty()) {
                end = location.path().indexOf('/', end + 1);
                String directory = end < 0 ? location.path() : location.path().substring(0, end);
                makeIfAbsent(channel, directory);
            }
            return null;
        });
    }

    /** The root may be a symlink, which its owner made, so this looks through it. */
    private static void makeIfAbsent(ChannelSftp channel, String directory) throws SftpException {
        try {
            channel.stat(SftpNames.quote(directory));
        } catch (SftpException e) {
            if (e.id != ChannelSftp.SSH_FX_NO_SUCH_FILE) {
                throw e;
            }
            channel.mkdir(directory);
        }
    }

    @Override
    public void makeDirectory(FilePath path) {
        boolean hidden = path.equals(LocalRoot.PARTIALS);
        run("make", path, channel -> {
            channel.mkdir(remote(path));
            if (hidden) {
                channel.chmod(0700, quoted(path));
            }
        });
    }

    @Override
    public void makeSymlink(FilePath path, String target) {
        String made = ask("make", place(path), channel -> {
            channel.symlink(SftpNames.quote(target), quoted(path));
            return channel.readlink(quoted(path));
        });
        if (!made.equals(target)) {
            throw new Failed("the server changed the target of the symlink " + place(path), "use another server");
        }
    }

    @Override
    public void rename(FilePath from, FilePath to) {
        var inTheWay = stat(to);
        run("write", to, channel -> {
            // Plain SFTP does not rename over a file. A crash in between leaves the whole new file among the partials.
            if (inTheWay.isPresent() && channel.getExtension("posix-rename@openssh.com") == null) {
                channel.rm(quoted(to));
            }
            channel.rename(quoted(from), quoted(to));
        });
    }

    @Override
    public void remove(FileStat entry) {
        String path = quoted(entry.path());
        run("remove", entry.path(), channel -> {
            if (entry.kind() == FileStat.Kind.DIRECTORY) {
                channel.rmdir(path);
            } else {
                channel.rm(path);
            }
        });
    }

    @Override
    public boolean setAttributes(FilePath path, FileStat stat) {
        // The protocol would set them on what the symlink leads to.
        if (stat.kind() == FileStat.Kind.SYMLINK) {
            return true;
        }
        var attributes = new SftpATTRS();
        int seconds = (int) Math.clamp(Math.floorDiv(stat.modified(), 1_000_000_000L), 0L, 0xffffffffL);
        attributes.setACMODTIME(seconds, seconds);
        if (stat.mode() >= 0) {
            attributes.setPERMISSIONS(stat.mode() & PERMISSIONS);
        }
        return ask("write", place(path), channel -> isAllowed(channel, path, attributes));
    }

    private boolean isAllowed(ChannelSftp channel, FilePath path, SftpATTRS attributes) throws SftpException {
        try {
            channel.setStat(quoted(path), attributes);
            return true;
        } catch (SftpException e) {
            if (e.id != ChannelSftp.SSH_FX_PERMISSION_DENIED) {
                throw e;
            }
            return false;
        }
    }

    @Override
    public long freeBytes() {
        try {
            var disk = ask("look at", toString(), channel -> channel.statVFS(quotedRoot()));
            return disk.getFragmentSize() * disk.getAvailBlocks();
        } catch (BackupException e) {
            // Asked for advice only, and many servers don't say.
            return Long.MAX_VALUE;
        }
    }

    private String remote(FilePath path) {
        return location.path() + "/" + new String(path.bytes(), StandardCharsets.ISO_8859_1);
    }

    private String quoted(FilePath path) {
        return SftpNames.quote(remote(path));
    }

    private String quotedRoot() {
        return SftpNames.quote(location.path() + "/");
    }

    private interface Order {
        void on(ChannelSftp channel) throws SftpException;
    }

    private void run(String verb, FilePath path, Order order) {
        ask(verb, place(path), channel -> {
            order.on(channel);
            return null;
        });
    }

    private <T> T ask(String verb, String place, SftpChannels.Call<T> call) {
        try {
            return connection.channels().call(call);
        } catch (IOException | SftpException e) {
            throw SftpFailures.translate(verb, place, e);
        }
    }

    @Override
    public BackupException failed(String verb, FilePath path, IOException cause) {
        return SftpFailures.translate(verb, place(path), cause);
    }

    @Override
    public String place(FilePath path) {
        return path + " in " + this;
    }

    @Override
    public String toString() {
        return location.withoutCredentials();
    }

    @Override
    public void close() {
        connection.close();
    }
}
