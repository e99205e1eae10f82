package dev.tidings.server.app;

import com.linecorp.armeria.server.grpc.HttpJsonTranscodingOptions;

/** Initializes on another thread what the port needs at the end of the start and what takes a fifth of it. */
final class SlowClasses {
    private SlowClasses() {}

    /** Returns at once. Whoever needs one of the classes earlier waits for it, as for any class. */
    static void initialize() {
        Thread.ofPlatform().daemon().name("tidings-start").start(SlowClasses::json);
    }

    /** Compiles codecs for the JSON errors of gRPC. */
    private static void json() {
        var _ = HttpJsonTranscodingOptions.of();
    }
}
