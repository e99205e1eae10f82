package dev.tidings.spring;

import java.io.File;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the connection to Tidings.
 *
 * @param server host and port of the server, or any target that gRPC resolves
 * @param apiKey a key with the scope produce (tdk_…); unset for a server on the same machine
 * @param within time limit for a submission with all its attempts
 * @param tls encryption of the connection
 */
@ConfigurationProperties("tidings")
public record TidingsProperties(
        @DefaultValue("localhost:8434") String server,
        @Nullable String apiKey,
        @DefaultValue("30s") Duration within,
        @DefaultValue Tls tls) {
    /**
     * @param enabled whether the connection is encrypted
     * @param trustCertificate PEM file of the authority that signed the server's certificate; the JDK's authorities by
     * default
     * @param certificate PEM file of the application's client certificate, if the server requires one
     * @param privateKey PEM file of its key
     */
    public record Tls(
            @DefaultValue("false") boolean enabled,
            @Nullable File trustCertificate,
            @Nullable File certificate,
            @Nullable File privateKey) {}

    /** Omits the key. */
    @Override
    public String toString() {
        return "TidingsProperties[server=" + server + ", apiKey=" + (apiKey == null ? "none" : "***") + ", within="
                + within + ", tls=" + tls + "]";
    }
}
