using System.Globalization;
using System.Text;
using System.Text.Json;

namespace LlmFunctions.Bench.Comparison;

/// <summary>https://github.com/wg/wrk, from the system's package manager. It measures microseconds.</summary>
internal sealed class Wrk : ILoadGenerator
{
    private const string Result = "RESULT ";

    public string Name => "wrk";

    public async Task<LoadResult> RunAsync(Call call, int connections, TimeSpan duration, CancellationToken cancellationToken)
    {
        string script = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(script, Script(call), cancellationToken);
            string output = await Tool.RunAsync(
                "wrk",
                ["-t1", $"-c{connections}", string.Create(CultureInfo.InvariantCulture, $"-d{duration.TotalSeconds:0}s"), "--timeout", "30s", "-s", script, call.Address.AbsoluteUri],
                cancellationToken);
            string line = output.Split('\n').LastOrDefault(static line => line.StartsWith(Result, StringComparison.Ordinal))
                ?? throw new InvalidOperationException($"wrk did not measure:{Environment.NewLine}{output}");
            JsonElement result = JsonDocument.Parse(line[Result.Length..]).RootElement;
            long errors = result.GetProperty("errors").GetInt64();
            long good = result.GetProperty("requests").GetInt64() - result.GetProperty("bad").GetInt64();
            return new LoadResult(
                good,
                good / result.GetProperty("seconds").GetDouble(),
                new Percentiles(result.GetProperty("p50").GetDouble(), result.GetProperty("p95").GetDouble(), result.GetProperty("p99").GetDouble()),
                errors);
        }
        finally
        {
            File.Delete(script);
        }
    }

    private static string Script(Call call)
    {
        StringBuilder script = new("wrk.method = 'POST'\n");
        foreach ((string name, string value) in call.Headers)
        {
            script.Append(CultureInfo.InvariantCulture, $"wrk.headers['{name}'] = '{value}'\n");
        }

        script.Append(CultureInfo.InvariantCulture, $"wrk.body = [==[{call.Body}]==]\n");
        script.Append(
            """
            function done(summary, latency, requests)
              local e = summary.errors
              io.write(string.format('RESULT {"requests":%d,"bad":%d,"seconds":%.6f,"errors":%d,"p50":%.4f,"p95":%.4f,"p99":%.4f}\n',
                summary.requests, e.status, summary.duration / 1e6, e.status + e.connect + e.read + e.write + e.timeout,
                latency:percentile(50) / 1000, latency:percentile(95) / 1000, latency:percentile(99) / 1000))
            end
            """);
        return script.ToString();
    }
}
