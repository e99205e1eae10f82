package dev.tidings.server.app;

import dev.tidings.testkit.extension.Aborts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/** Fuzzes every decoder for a given time and saves failing inputs where the test suite reads them. */
final class FuzzMain {
    private FuzzMain() {}

    /** Arguments: the seconds, and optionally a seed to repeat. */
    public static void main(String[] args) throws IOException {
        Instant end = Instant.now().plus(Duration.ofSeconds(Long.parseLong(args[0])));
        long seed = args.length > 1 ? Long.parseLong(args[1]) : System.nanoTime();
        System.out.println("until " + end + ", seed " + seed);
        RandomGenerator random = new SplittableRandom(seed);
        Set<String> known = new HashSet<>();
        EdgeServer server = new EdgeServer();
        server.beforeAll(null);
        long inputs = 0;
        while (Instant.now().isBefore(end)) {
            for (FuzzTarget target : FuzzTarget.values()) {
                byte[] input = new Mutants(target.corpus().inputs()).next(random);
                inputs++;
                try {
                    target.read(server, input);
                } catch (Throwable broken) {
                    Aborts.pass(broken);
                    if (known.add(target + " " + trace(broken))) {
                        System.out.println(target + ": " + broken + "\n  kept as " + keep(target, input));
                    }
                }
            }
            if (inputs % 1_000 < FuzzTarget.values().length) {
                server.beforeEach(null);
            }
        }
        server.afterAll(null);
        System.out.println(inputs + " inputs, " + known.size() + " findings");
        System.exit(known.isEmpty() ? 0 : 1);
    }

    /** Distinguishes findings by their origin, otherwise by the response. */
    private static String trace(Throwable broken) {
        return broken instanceof AssertionError
                ? String.valueOf(broken.getMessage()).replaceAll("[0-9]+", "0").replaceAll("\"value\":\"[^\"]*\"", "")
                : broken.getClass() + " " + (broken.getStackTrace().length == 0 ? "" : broken.getStackTrace()[0]);
    }

    private static Path keep(FuzzTarget target, byte[] input) throws IOException {
        Path folder = Files.createDirectories(target.corpus().folder());
        String name = HexFormat.of().toHexDigits(java.util.Arrays.hashCode(input));
        return Files.write(folder.resolve(name), input);
    }
}
