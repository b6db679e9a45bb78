using System.Globalization;
using System.Text.Json;

namespace LlmFunctions.Bench.Comparison;

/// <summary>
/// https://github.com/mcollina/autocannon, for machines without wrk. It rounds to milliseconds, knows the 97.5th
/// percentile in place of the 95th, and takes more of the processor than wrk does.
/// </summary>
internal sealed class Autocannon(string peers) : ILoadGenerator
{
    public string Name => "autocannon (milliseconds are whole, p95 is p97.5; with wrk installed they would be exact)";

    public async Task<LoadResult> RunAsync(Call call, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        string output = await Tool.RunAsync(
            "node",
            [
                Path.Combine(peers, "node_modules", "autocannon", "autocannon.js"),
                "--json", "--no-progress", "--timeout", "30", "--method", "POST",
                "--connections", connections.ToString(CultureInfo.InvariantCulture),
                "--duration", duration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
                .. call.Headers.SelectMany(static header => new[] { "--headers", $"{header.Key}={header.Value}" }),
                "--body", call.Body,
                call.Address.AbsoluteUri,
            ],
            cancellationToken);
        int json = output.IndexOf('{', StringComparison.Ordinal);
        JsonElement result = JsonDocument.Parse(output[json..(output.LastIndexOf('}') + 1)]).RootElement;
        JsonElement latency = result.GetProperty("latency");
        long good = result.GetProperty("2xx").GetInt64();
        return new LoadResult(
            good,
            good / result.GetProperty("duration").GetDouble(),
            new Percentiles(latency.GetProperty("p50").GetDouble(), latency.GetProperty("p97_5").GetDouble(), latency.GetProperty("p99").GetDouble()),
            result.GetProperty("errors").GetInt64() + result.GetProperty("timeouts").GetInt64() + result.GetProperty("non2xx").GetInt64());
    }
}
