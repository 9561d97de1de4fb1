package io.twinkeep.core.files;

import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.SftpException;
import io.twinkeep.core.errors.BackupException;
import io.twinkeep.core.errors.Failed;
import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Unavailable;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;

/** Sorts what an SFTP server answers, or that it doesn't, by what to do next. */
final class SftpFailures {
    private SftpFailures() {}

    static BackupException translate(String verb, String place, Exception failure) {
        if (failure instanceof ClosedByInterruptException) {
            return new Failed("stopped while about to " + verb + " " + place, "", failure);
        }
        SftpException answer = answer(failure);
        if (answer == null || isLost(answer)) {
            return new Unavailable(
                    "the connection broke while about to " + verb + " " + place + ": " + failure.getMessage(),
                    "run the same command again; it goes on where it stopped",
                    failure);
        }
        return switch (answer.id) {
            case ChannelSftp.SSH_FX_NO_SUCH_FILE -> new Missing(place + " is not there", "", failure);
            case ChannelSftp.SSH_FX_PERMISSION_DENIED ->
                new Failed(
                        "may not " + verb + " " + place + ": permission denied",
                        "give the user on that host access",
                        failure);
            // The protocol has no words for a full disk: it is just a failure.
            default ->
                new Failed(
                        "can't " + verb + " " + place + ": " + answer.getMessage(),
                        "check the free space and quota on that host, and what its log says",
                        failure);
        };
    }

    private static SftpException answer(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SftpException answer) {
                return answer;
            }
        }
        return null;
    }

    /** The client wraps a broken pipe into an answer that the server never gave. */
    private static boolean isLost(SftpException answer) {
        return answer.id == ChannelSftp.SSH_FX_NO_CONNECTION
                || answer.id == ChannelSftp.SSH_FX_CONNECTION_LOST
                || answer.getCause() instanceof IOException
                || answer.getCause() instanceof JSchException;
    }
}
