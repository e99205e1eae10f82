package dev.tidings.jobs.docker;

import com.github.dockerjava.api.exception.DockerException;
import dev.tidings.jobs.driver.ResourceShortage;
import dev.tidings.jobs.runtime.DriverFailure;
import dev.tidings.jobs.runtime.JobCode;
import java.io.IOException;
import java.net.URI;

/** Converts exceptions of the container engine's client to driver failures. */
final class DockerFailures {
    private DockerFailures() {}

    /**
     * @param refused the code if the container engine responded with an error
     */
    static DriverFailure of(JobCode refused, String what, URI host, RuntimeException failed) {
        if (failed instanceof DriverFailure already) {
            return already;
        }
        if (failed instanceof DockerException said) {
            JobCode code = ResourceShortage.isSaidBy(message(said)) ? JobCode.DRIVER_UNAVAILABLE : refused;
            return new DriverFailure(code, what + ": " + message(said), failed);
        }
        for (Throwable cause = failed; cause != null; cause = cause.getCause()) {
            if (cause instanceof IOException) {
                return new DriverFailure(
                        JobCode.DRIVER_UNAVAILABLE,
                        "the container engine at " + host + " does not respond (" + what + "): " + cause.getMessage(),
                        failed);
            }
        }
        return new DriverFailure(JobCode.INTERNAL_ERROR, what + ": " + failed.getMessage(), failed);
    }

    /** The container engine's message, without the JSON around it. */
    static String message(RuntimeException failed) {
        String text = String.valueOf(failed.getMessage());
        int from = text.indexOf("\"message\":\"");
        if (from < 0) {
            return text.strip();
        }
        from += "\"message\":\"".length();
        int to = text.indexOf("\",\"", from);
        int end = text.indexOf("\"}", from);
        int cut = to < 0 ? end : end < 0 ? to : Math.min(to, end);
        return (cut < 0 ? text.substring(from) : text.substring(from, cut))
                .replace("\\\"", "\"")
                .replace("\\n", " ");
    }
}
