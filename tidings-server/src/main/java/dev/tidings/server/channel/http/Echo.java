package dev.tidings.server.channel.http;

import java.util.Collection;

/** Keeps out of what an endpoint answered what must not be kept. */
public final class Echo {
    private static final String MASK = "****";
    private static final int MIN_CHARS = 4;

    private Echo() {}

    /** Fit for storing as text: none of these secrets, no NUL, which some databases refuse. */
    public static String clean(String body, Collection<String> secrets) {
        String clean = body.indexOf('\0') >= 0 ? body.replace('\0', '\uFFFD') : body;
        for (String secret : secrets) {
            clean = secret.length() < MIN_CHARS ? clean : clean.replace(secret, MASK);
        }
        return clean;
    }
}
