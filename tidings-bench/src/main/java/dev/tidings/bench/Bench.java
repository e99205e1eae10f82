package dev.tidings.bench;

import dev.tidings.bench.chart.ChartFile;
import dev.tidings.bench.chart.ChartedWorkload;
import dev.tidings.bench.measure.Machine;
import dev.tidings.bench.measure.Measurement;
import dev.tidings.bench.measure.ResultTable;
import dev.tidings.bench.measure.ResultsFile;
import dev.tidings.bench.measure.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the named workloads, or all, each in its own JVM, and prints a table of the results. */
@Command(
        name = "script/bench",
        description =
                "Measures Tidings against its peers and against the bare database or wire, both sides in one run.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:every benchmark ran (with --check: and reached its goals)",
            "1:a benchmark failed (with --check: or missed a goal)",
            "2:an argument is invalid"
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  script/bench engine rest      two benchmarks",
            "  script/bench cluster          all whose names begin with cluster.",
            "  script/bench charts           the charts of the guide, as SVG in target/bench",
            "  script/bench --quick --check  a few minutes; fails if a goal is missed"
        },
        mixinStandardHelpOptions = true)
public final class Bench implements Callable<Integer> {
    /** The folder of results and scratch files, relative to the project. */
    private static final String FOLDER = "target/bench";

    private static final int FAILED = 1;

    @Parameters(
            paramLabel = "NAME",
            description =
                    "Names of benchmarks, or a common prefix such as cluster. Without any, all run except charts.")
    private List<String> names = List.of();

    @Option(names = "--check", description = "Exit with 1 if a goal is missed.")
    private boolean check;

    @Option(
            names = "--quick",
            description =
                    "Run one measured round each, and without names only the benchmarks that need no other server.")
    private boolean quick;

    @Option(names = "--list", description = "List the benchmarks and exit.")
    private boolean list;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Bench() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Bench());
    }

    @Override
    public Integer call() throws Exception {
        List<Workload> workloads = named(Workloads.all());
        if (list) {
            workloads.forEach(workload -> spec.commandLine()
                    .getOut()
                    .println(String.format("%-18s %s", workload.name(), workload.summary())));
            return 0;
        }
        Path folder = Files.createDirectories(Path.of(FOLDER).toAbsolutePath());
        Machine machine = Machine.here(folder);
        System.out.println("Machine: " + machine.line());
        List<Measurement> rows = new ArrayList<>();
        List<String> failed = new ArrayList<>();
        for (Workload workload : workloads) {
            System.out.println();
            System.out.println(workload.name() + ": " + workload.summary());
            WorkloadProcess process = new WorkloadProcess(workload.name(), folder, quick);
            if (process.run() == 0) {
                rows.addAll(process.rows());
                draw(workload, process.rows(), folder);
            } else {
                failed.add(workload.name());
            }
        }
        ResultsFile.write(folder.resolve("results.json"), machine, rows);
        System.out.println();
        System.out.print(ResultTable.of(rows));
        System.out.println("Machine: " + machine.line());
        System.out.println("Also in " + FOLDER + "/results.json, with every round.");
        return exitCode(rows, failed);
    }

    private static void draw(Workload workload, List<Measurement> rows, Path folder) throws IOException {
        if (workload instanceof ChartedWorkload charted) {
            Path file = folder.resolve(workload.name() + ".svg");
            ChartFile.write(file, charted.chart(), rows);
            System.out.println("Chart: " + file);
        }
    }

    private int exitCode(List<Measurement> rows, List<String> failed) {
        if (!failed.isEmpty()) {
            System.out.println("Failed: " + String.join(", ", failed));
            return FAILED;
        }
        List<String> missed = rows.stream()
                .filter(row -> Boolean.FALSE.equals(row.met()))
                .map(row -> row.workload() + " (" + row.what() + ")")
                .toList();
        if (!missed.isEmpty()) {
            System.out.println("Goals missed: " + String.join(", ", missed));
        }
        return check && !missed.isEmpty() ? FAILED : 0;
    }

    private List<Workload> named(List<Workload> all) {
        List<String> known = all.stream().map(Workload::name).toList();
        List<String> wanted = new ArrayList<>();
        for (String name : names.isEmpty() ? usual(known) : names) {
            List<String> meant = Workloads.meant(name, known);
            if (meant.isEmpty()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "unknown benchmark '" + name + "'; expected "
                                + known.stream().collect(Collectors.joining(", "))
                                + ", or a common prefix such as cluster");
            }
            wanted.addAll(meant);
        }
        return all.stream().filter(workload -> wanted.contains(workload.name())).toList();
    }

    private List<String> usual(List<String> known) {
        return quick ? Workloads.QUICK : list ? known : Workloads.usual(known);
    }
}
