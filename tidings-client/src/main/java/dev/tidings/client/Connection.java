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
 * Where the server is and how to speak to it. Each method answers a changed copy.
 *
 * {@snippet class="Samples" region="connection"}
 *
 * @param target {@code host:port}, or any target that gRPC resolves, as {@code dns:///tidings.internal:8434}
 * @param credentials plain text, TLS, or TLS with a certificate of one's own
 * @param interceptors around every call, the first one outermost
 * @param options for whatever else the channel is to be told
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
     * Without TLS: for the same machine, or where the network is private.
     *
     * @throws IllegalArgumentException when the target is no address, or a URL of HTTP
     */
    public static Connection plaintext(String target) {
        return new Connection(target, InsecureChannelCredentials.create(), List.of(), builder -> {});
    }

    /** With TLS, trusting whom the JDK trusts. */
    public static Connection tls(String target) {
        return new Connection(target, TlsChannelCredentials.create(), List.of(), builder -> {});
    }

    /** With other credentials, such as {@link TlsChannelCredentials#newBuilder()} makes for an authority of one's own. */
    public Connection credentials(ChannelCredentials other) {
        return new Connection(target, other, interceptors, options);
    }

    /** With an API key ({@code tdk_…}) on every call. */
    public Connection apiKey(String key) {
        return token(() -> key);
    }

    /** With a token on every call, asked for anew each time, so that it may change. */
    public Connection token(Supplier<String> token) {
        return header(AUTHORIZATION, () -> "Bearer " + token.get());
    }

    /** With a header of one's own on every call. */
    public Connection header(String name, String value) {
        return header(name, () -> value);
    }

    private Connection header(String name, Supplier<String> value) {
        return interceptor(new HeaderInterceptor(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value));
    }

    /** With one more interceptor, within those that are there. */
    public Connection interceptor(ClientInterceptor interceptor) {
        List<ClientInterceptor> more = new ArrayList<>(interceptors);
        more.add(interceptor);
        return new Connection(target, credentials, more, options);
    }

    /** With one more wish told to the channel's builder, after those that are there. */
    public Connection options(Consumer<ManagedChannelBuilder<?>> wish) {
        return new Connection(target, credentials, interceptors, options.andThen(wish));
    }

    /** Makes the channel; whoever opens it shuts it down. It connects with the first call. */
    public ManagedChannel open() {
        ManagedChannelBuilder<?> builder = Grpc.newChannelBuilder(target, credentials)
                // A peer that is gone without a word is noticed, while a call waits for it.
                .keepAliveTime(PING_AFTER_SECONDS, TimeUnit.SECONDS)
                .keepAliveTimeout(PING_WITHIN_SECONDS, TimeUnit.SECONDS);
        List<ClientInterceptor> innermostFirst = new ArrayList<>(interceptors);
        java.util.Collections.reverse(innermostFirst);
        builder.intercept(innermostFirst);
        options.accept(builder);
        return builder.build();
    }
}
