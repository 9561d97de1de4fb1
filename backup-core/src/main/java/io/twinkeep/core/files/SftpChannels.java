package io.twinkeep.core.files;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpException;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.commons.vfs2.FileSystemOptions;
import org.apache.commons.vfs2.provider.GenericFileName;
import org.apache.commons.vfs2.provider.sftp.SftpFileSystem;

/**
 * VFS's sftp file system, opened up to the protocol below it: VFS's own files follow symlinks without a sign, and know
 * no modes. VFS keeps the connection and makes it again when it broke.
 */
final class SftpChannels extends SftpFileSystem {
    /** Something to ask of the server. */
    interface Call<T> {
        T on(ChannelSftp channel) throws SftpException;
    }

    // Channels serve one request at a time and VFS keeps one spare, so calls queue here instead of opening many.
    private final Object oneCallAtATime = new Object();

    SftpChannels(GenericFileName root, Session session, FileSystemOptions options) {
        super(root, session, options);
    }

    <T> T call(Call<T> call) throws IOException, SftpException {
        synchronized (oneCallAtATime) {
            ChannelSftp channel = channel();
            try {
                return call.on(channel);
            } finally {
                putChannel(channel);
            }
        }
    }

    InputStream read(Call<InputStream> opening) throws IOException, SftpException {
        ChannelSftp channel = channel();
        return new FilterInputStream(opened(channel, opening)) {
            @Override
            public void close() throws IOException {
                closeAndReturn(in::close, channel);
            }
        };
    }

    OutputStream write(Call<OutputStream> opening) throws IOException, SftpException {
        ChannelSftp channel = channel();
        return new FilterOutputStream(opened(channel, opening)) {
            @Override
            public void write(byte[] array, int offset, int length) throws IOException {
                out.write(array, offset, length);
            }

            @Override
            public void close() throws IOException {
                closeAndReturn(out::close, channel);
            }
        };
    }

    private ChannelSftp channel() throws IOException {
        try {
            return getChannel();
        } catch (NullPointerException e) {
            // The SSH client returns no channel when the connection breaks at that moment, and VFS uses it unseen.
            throw new IOException("the connection ended", e);
        }
    }

    private <T> T opened(ChannelSftp channel, Call<T> opening) throws SftpException {
        try {
            return opening.on(channel);
        } catch (SftpException e) {
            putChannel(channel);
            throw e;
        }
    }

    private interface Closing {
        void close() throws IOException;
    }

    /** A channel whose stream did not end well may have answers under way, so it is not used again. */
    private void closeAndReturn(Closing stream, ChannelSftp channel) throws IOException {
        try {
            stream.close();
        } catch (IOException e) {
            channel.disconnect();
            throw e;
        }
        putChannel(channel);
    }
}
