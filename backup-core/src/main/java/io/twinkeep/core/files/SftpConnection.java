package io.twinkeep.core.files;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchHostKeyException;
import com.jcraft.jsch.KeyPair;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.BadUsage;
import io.twinkeep.core.errors.Refused;
import io.twinkeep.core.errors.Unavailable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.vfs2.FileName;
import org.apache.commons.vfs2.FileSystem;
import org.apache.commons.vfs2.FileSystemException;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.UserAuthenticationData;
import org.apache.commons.vfs2.auth.StaticUserAuthenticator;
import org.apache.commons.vfs2.impl.DefaultFileSystemConfigBuilder;
import org.apache.commons.vfs2.impl.DefaultFileSystemManager;
import org.apache.commons.vfs2.provider.GenericFileName;
import org.apache.commons.vfs2.provider.sftp.IdentityInfo;
import org.apache.commons.vfs2.provider.sftp.SftpClientFactory;
import org.apache.commons.vfs2.provider.sftp.SftpFileProvider;
import org.apache.commons.vfs2.provider.sftp.SftpFileSystemConfigBuilder;

/** Connects to an SSH server through VFS. */
record SftpConnection(DefaultFileSystemManager manager, SftpChannels channels) {
    /** @throws BackupException that names the host and the user, never the password */
    static SftpConnection open(RemoteLocation location, VfsSettings settings) {
        String host = location.withoutCredentials();
        var manager = new DefaultFileSystemManager();
        try {
            manager.addProvider("sftp", new Provider());
            manager.init();
            // Only the address: the password travels in the options, so that no message of VFS can show it.
            var root = manager.resolveFile(location.rootUri(), options(location, settings));
            return new SftpConnection(manager, (SftpChannels) root.getFileSystem());
        } catch (FileSystemException e) {
            manager.close();
            throw translate(host, e);
        }
    }

    void close() {
        manager.close();
    }

    private static FileSystemOptions options(RemoteLocation location, VfsSettings settings) throws FileSystemException {
        var options = new FileSystemOptions();
        var sftp = SftpFileSystemConfigBuilder.getInstance();
        // Asking who we are over an exec channel hangs for ever where the server allows none.
        sftp.setDisableDetectExecChannel(options, true);
        // Names as bytes: this charset maps each byte to one character and back.
        sftp.setFileNameEncoding(options, "ISO-8859-1");
        // Our paths are absolute.
        sftp.setUserDirIsRoot(options, true);
        sftp.setConnectTimeout(options, settings.timeout());
        sftp.setSessionTimeout(options, settings.timeout());
        // Kerberos is tried first otherwise, and waits for name servers.
        sftp.setPreferredAuthentications(options, "publickey,password,keyboard-interactive");
        boolean known = settings.hostKeys() == VfsSettings.HostKeys.MUST_BE_KNOWN;
        sftp.setStrictHostKeyChecking(options, known ? "yes" : "no");
        readable(settings.knownHosts()).ifPresent(file -> sftp.setKnownHosts(options, file.toFile()));
        readable(settings.identity())
                .map(SftpConnection::withoutPassphrase)
                .ifPresent(file -> sftp.setIdentityProvider(options, new IdentityInfo(file.toFile())));
        DefaultFileSystemConfigBuilder.getInstance()
                .setUserAuthenticator(
                        options,
                        new StaticUserAuthenticator(
                                null, location.user(), location.password().orElse(null)));
        return options;
    }

    private static Optional<Path> readable(Optional<Path> file) {
        file.filter(path -> !Files.isReadable(path)).ifPresent(path -> {
            throw new BadUsage("can't read " + path, "name a file that this user may read");
        });
        return file;
    }

    /** There is nobody to ask for the passphrase, and the server would only see a key that does not fit. */
    private static Path withoutPassphrase(Path identity) {
        KeyPair key;
        try {
            key = KeyPair.load(new JSch(), identity.toString(), null);
        } catch (JSchException e) {
            throw new BadUsage(
                    identity + " is not a private key that can be read: " + e.getMessage(),
                    "name the file that ssh-keygen wrote, not the one that ends in .pub",
                    e);
        }
        boolean encrypted = key.isEncrypted();
        key.dispose();
        if (encrypted) {
            throw new BadUsage(
                    "the private key " + identity + " is protected by a passphrase, for which nobody can be asked here",
                    "make a key of its own for backups: ssh-keygen -t ed25519 -N '' -f FILE");
        }
        return identity;
    }

    private static BackupException translate(String host, FileSystemException failure) {
        Optional<JSchException> ssh = sshCause(failure);
        String said = ssh.map(Throwable::getMessage).orElse("no connection");
        if (ssh.filter(JSchHostKeyException.class::isInstance).isPresent()) {
            return new Refused(
                    host + " can't prove who it is: " + said,
                    "compare the fingerprint with the host's, then add the key to the known hosts file (ssh-keyscan)",
                    failure);
        }
        if (said.startsWith("Auth") || said.startsWith("USERAUTH")) {
            return new Refused(
                    host + " does not let this user in: " + said,
                    "check the user, the identity file (without a passphrase) or the password",
                    failure);
        }
        return new Unavailable(host + " can't be reached: " + said, "check the address and the network", failure);
    }

    private static Optional<JSchException> sshCause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JSchException ssh) {
                return Optional.of(ssh);
            }
        }
        return Optional.empty();
    }

    /** Makes the file systems that can do more than VFS's own. */
    private static final class Provider extends SftpFileProvider {
        @Override
        protected FileSystem doCreateFileSystem(FileName name, FileSystemOptions options) throws FileSystemException {
            var root = (GenericFileName) name;
            var authenticator = DefaultFileSystemConfigBuilder.getInstance().getUserAuthenticator(options);
            var who = authenticator.requestAuthentication(AUTHENTICATOR_TYPES);
            var session = SftpClientFactory.createConnection(
                    root.getHostName(),
                    root.getPort(),
                    who.getData(UserAuthenticationData.USERNAME),
                    who.getData(UserAuthenticationData.PASSWORD),
                    options);
            return new SftpChannels(root, session, options);
        }
    }
}
