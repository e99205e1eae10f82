package dev.tidings.spring;

import java.io.File;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How the application reaches Tidings.
 *
 * @param server host and port of the server, or any target that gRPC resolves
 * @param apiKey a key with the scope produce (tdk_…); none for a server on the same machine
 * @param within how long a submission may take with all its tries
 * @param tls whether and how the connection is encrypted
 */
@ConfigurationProperties("tidings")
public record TidingsProperties(
        @DefaultValue("localhost:8434") String server,
        @Nullable String apiKey,
        @DefaultValue("30s") Duration within,
        @DefaultValue Tls tls) {
    /**
     * @param enabled whether the connection is encrypted
     * @param trustCertificate PEM file of the authority that signed the server's certificate; those of the JDK otherwise
     * @param certificate PEM file of the application's own certificate, if the server asks for one
     * @param privateKey PEM file of the key to it
     */
    public record Tls(
            @DefaultValue("false") boolean enabled,
            @Nullable File trustCertificate,
            @Nullable File certificate,
            @Nullable File privateKey) {}

    /** Without the key. */
    @Override
    public String toString() {
        return "TidingsProperties[server=" + server + ", apiKey=" + (apiKey == null ? "none" : "***") + ", within="
                + within + ", tls=" + tls + "]";
    }
}
