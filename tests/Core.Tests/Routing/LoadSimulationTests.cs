using LlmFunctions.Routing;
using Xunit;

namespace LlmFunctions.Tests.Routing;

/// <summary>What strategies make of providers that are not equally fast: calls at random times, each provider working on a few at once.</summary>
public sealed class LoadSimulationTests
{
    private const int Calls = 20_000;
    private const int Workers = 4;
    private const double MeanGap = 12;

    private static readonly (string Name, double ServiceTime)[] Providers = [("sandbox/m0", 20), ("sandbox/m1", 40), ("sandbox/m2", 120)];

    [Fact]
    public void Least_connections_beats_round_robin_at_the_95th_percentile_under_uneven_latency()
    {
        double roundRobin = Percentile95("round_robin");
        double leastConnections = Percentile95("least_connections");
        Assert.True(leastConnections < roundRobin * 0.75, $"least_connections {leastConnections:0} ms, round_robin {roundRobin:0} ms");
    }

    [Fact]
    public void Performance_first_beats_round_robin_at_the_95th_percentile_under_uneven_latency()
    {
        double roundRobin = Percentile95("round_robin");
        double performanceFirst = Percentile95("performance_first");
        Assert.True(performanceFirst < roundRobin * 0.75, $"performance_first {performanceFirst:0} ms, round_robin {roundRobin:0} ms");
    }

    private static double Percentile95(string strategy)
    {
        RoutingHarness harness = new(Providers.Select(static (provider, i) => ($"Gateway__Routing__Routes__pool__Models__{i}", provider.Name)));
        Random random = new(42);
        PriorityQueue<(string Name, double Latency), double> running = new();
        Dictionary<string, double[]> freeAt = Providers.ToDictionary(static provider => provider.Name, static _ => new double[Workers]);
        List<double> latencies = [];
        double now = 0;
        for (int i = 0; i < Calls; i++)
        {
            now += Exponential(random, MeanGap);
            while (running.TryPeek(out var ended, out double end) && end <= now)
            {
                running.Dequeue();
                End(harness, ended.Name, ended.Latency);
            }

            string chosen = harness.Names("pool", strategy: strategy)[0];
            double[] workers = freeAt[chosen];
            int worker = Array.IndexOf(workers, workers.Min());
            double finish = Math.Max(now, workers[worker]) + Exponential(random, Providers.First(provider => provider.Name == chosen).ServiceTime);
            workers[worker] = finish;
            running.Enqueue((chosen, finish - now), finish);
            harness.Health[chosen] = harness.Health[chosen] with { InFlight = harness.Health[chosen].InFlight + 1 };
            latencies.Add(finish - now);
        }

        latencies.Sort();
        return latencies[(int)(latencies.Count * 0.95)];
    }

    /// <summary>A peak is taken at once, and forgotten slowly.</summary>
    private static void End(RoutingHarness harness, string name, double latency)
    {
        CandidateHealth before = harness.Health[name];
        double known = before.Latency?.TotalMilliseconds ?? latency;
        double next = latency > known ? latency : (known * 0.9) + (latency * 0.1);
        harness.Health[name] = before with { InFlight = before.InFlight - 1, Latency = TimeSpan.FromMilliseconds(next) };
    }

    private static double Exponential(Random random, double mean) => -Math.Log(1 - random.NextDouble()) * mean;
}
