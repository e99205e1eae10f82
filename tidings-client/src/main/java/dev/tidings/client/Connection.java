package dev.tidings.client;

import io.grpc.ChannelCredentials;
import io.grpc.ClientInterceptor;
import io.grpc.Grpc;
import io.grpc.InsecureChannelCredentials;
import io.grpc.ManagedChannel;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Metadata;
import io.grpc.TlsChannelCredentials;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The address of the server and how to connect to it. Each method returns a changed copy.
 *
 * {@snippet class="Samples" region="connection"}
 *
 * @param target {@code host:port}, or any target that gRPC resolves, such as {@code dns:///tidings.internal:8434}
 * @param credentials plain text, TLS, or TLS with a client certificate
 * @param interceptors around every call, the first one outermost
 * @param options further settings of the channel
 */
public record Connection(
        String target,
        ChannelCredentials credentials,
        List<ClientInterceptor> interceptors,
        Consumer<ManagedChannelBuilder<?>> options) {
    private static final String AUTHORIZATION = "authorization";
    private static final long PING_AFTER_SECONDS = 20;
    private static final long PING_WITHIN_SECONDS = 10;

    public Connection {
        ServerTarget.check(target);
        interceptors = List.copyOf(interceptors);
    }

    /**
     * Connects without TLS: for a server on the same machine or in a private network.
     *
     * @throws IllegalArgumentException when the target is not an address, or is an HTTP URL
     */
    public static Connection plaintext(String target) {
        return new Connection(target, InsecureChannelCredentials.create(), List.of(), builder -> {});
    }

    /** Connects with TLS and the JDK's trusted certificate authorities. */
    public static Connection tls(String target) {
        return new Connection(target, TlsChannelCredentials.create(), List.of(), builder -> {});
    }

    /**
     * Sets other credentials, such as {@link TlsChannelCredentials#newBuilder()} creates for a private certificate
     * authority.
     */
    public Connection credentials(ChannelCredentials other) {
        return new Connection(target, other, interceptors, options);
    }

    /** Sends an API key ({@code tdk_…}) with every call. */
    public Connection apiKey(String key) {
        return token(() -> key);
    }

    /** Sends a token with every call. The supplier is asked for each call, so the token may change. */
    public Connection token(Supplier<String> token) {
        return header(AUTHORIZATION, () -> "Bearer " + token.get());
    }

    /** Sends a header with every call. */
    public Connection header(String name, String value) {
        return header(name, () -> value);
    }

    private Connection header(String name, Supplier<String> value) {
        return interceptor(new HeaderInterceptor(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    }

    /** Adds an interceptor inside the existing ones. */
    public Connection interceptor(ClientInterceptor interceptor) {
        List<ClientInterceptor> more = new ArrayList<>(interceptors);
        more.add(interceptor);
        return new Connection(target, credentials, more, options);
    }

    /** Adds settings of the channel's builder, applied after the existing ones. */
    public Connection options(Consumer<ManagedChannelBuilder<?>> wish) {
        return new Connection(target, credentials, interceptors, options.andThen(wish));
    }

    /** Opens a channel, which the caller shuts down. It connects on the first call. */
    public ManagedChannel open() {
        ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(target, credentials)
                // Detects a peer that disappears during a call.
                .keepAliveTime(PING_AFTER_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PING_WITHIN_SECONDS, TimeUnit.SECONDS);
        List<ClientInterceptor> innermostFirst = new ArrayList<>(interceptors);
        java.util.Collections.reverse(innermostFirst);
        builder.intercept(innermostFirst);
        options.accept(builder);
        return builder.build();
    }
}
