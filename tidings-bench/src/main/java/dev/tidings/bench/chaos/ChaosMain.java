package dev.tidings.bench.chaos;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Random;

/** {@code script/chaos}: the thorough run. Arguments: the store, then settings such as {@code intents=5000 seed=7}. */
public final class ChaosMain {
    private ChaosMain() {}

    /** Exits with 0 if no guarantee was violated. */
    public static void main(String[] args) throws Exception {
        ChaosPlan plan;
        try {
            plan = plan(args);
        } catch (IllegalArgumentException wrong) {
            System.err.println(wrong.getMessage());
            System.exit(2);
            return;
        }
        String when = LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        Path folder = Files.createDirectories(
                Path.of("target", "chaos", plan.store() + "-" + when).toAbsolutePath());
        ChaosReport report = new Chaos(plan, folder, System.out).run();
        System.out.println();
        System.out.print(report.text());
        System.out.println(
                "The nodes' logs are in " + folder + "; seed=" + plan.seed() + " repeats the run's choices.");
        System.exit(report.violations().isEmpty() ? 0 : 1);
    }

    private static ChaosPlan plan(String[] args) {
        String store = args.length > 0 && args[0].indexOf('=') < 0 ? args[0] : "postgres";
        ChaosPlan plan = ChaosPlan.thorough(store, new Random().nextInt(1_000_000));
        for (String arg : args) {
            if (!arg.equals(store)) {
                plan = plan.with(arg);
            }
        }
        return store.equals("sqlite") ? plan.with("nodes=1") : plan;
    }
}
