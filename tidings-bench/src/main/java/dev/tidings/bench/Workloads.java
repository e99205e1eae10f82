package dev.tidings.bench;

import dev.tidings.bench.cluster.ClusterLatencyWorkload;
import dev.tidings.bench.cluster.ColdNodesWorkload;
import dev.tidings.bench.cluster.FairnessWorkload;
import dev.tidings.bench.cluster.FullTableWorkload;
import dev.tidings.bench.cluster.HttpWorkload;
import dev.tidings.bench.cluster.LifeWorkload;
import dev.tidings.bench.cluster.NodeScalingWorkload;
import dev.tidings.bench.cluster.NodesWorkload;
import dev.tidings.bench.cluster.TableSizeWorkload;
import dev.tidings.bench.engine.DueScanWorkload;
import dev.tidings.bench.engine.EngineWorkload;
import dev.tidings.bench.measure.Workload;
import dev.tidings.bench.push.AppendWorkload;
import dev.tidings.bench.push.FanOutWorkload;
import dev.tidings.bench.push.IdleWorkload;
import dev.tidings.bench.push.ManyIdleWorkload;
import dev.tidings.bench.push.PushBrowserWorkload;
import dev.tidings.bench.push.PushLatencyWorkload;
import dev.tidings.bench.push.TransportsWorkload;
import dev.tidings.bench.runtime.ContainerStartWorkload;
import dev.tidings.bench.runtime.JobsWorkload;
import dev.tidings.bench.server.LatencyWorkload;
import dev.tidings.bench.server.LoadCurveWorkload;
import dev.tidings.bench.server.RestWorkload;
import dev.tidings.bench.server.SlowReceiverWorkload;
import dev.tidings.bench.server.StartWorkload;
import dev.tidings.bench.server.TopicWorkload;
import dev.tidings.bench.streams.IntentStreamWorkload;
import dev.tidings.bench.streams.IntentTopicWorkload;
import java.util.List;

/** All workloads, in the order in which they run. */
final class Workloads {
    /** Those that need no other server and take less than a minute for one round. */
    static final List<String> QUICK = List.of("engine", "rest", "latency", "start");

    /** The group of those that measure a chart, which take long and run only when named. */
    private static final String CHARTS = "charts";

    private Workloads() {}

    static List<Workload> all() {
        return List.of(
                new EngineWorkload(),
                new DueScanWorkload(),
                new RestWorkload(),
                new LatencyWorkload(),
                new SlowReceiverWorkload(),
                new TopicWorkload(),
                new FairnessWorkload(),
                new StartWorkload(),
                new LifeWorkload(),
                new HttpWorkload(),
                new ClusterLatencyWorkload(),
                new FullTableWorkload(),
                new NodesWorkload(),
                new ColdNodesWorkload(),
                new FanOutWorkload(),
                new TransportsWorkload(),
                new PushLatencyWorkload(),
                new PushBrowserWorkload(),
                new IdleWorkload(),
                new ManyIdleWorkload(),
                new AppendWorkload(),
                new ContainerStartWorkload(),
                new IntentStreamWorkload(),
                new IntentTopicWorkload(),
                new JobsWorkload(),
                new TableSizeWorkload(),
                new LoadCurveWorkload(),
                new NodeScalingWorkload());
    }

    /** Those that run if none is named. */
    static List<String> usual(List<String> known) {
        List<String> charts = meant(CHARTS, known);
        return known.stream().filter(name -> !charts.contains(name)).toList();
    }

    /** Finds workloads by name or group: {@code cluster} selects {@code cluster.life} and others. */
    static List<String> meant(String word, List<String> known) {
        return known.stream()
                .filter(name -> name.equals(word) || name.startsWith(word + "."))
                .toList();
    }
}
