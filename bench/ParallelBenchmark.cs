using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LlmFunctions.Testing;

namespace LlmFunctions.Bench;

/// <summary>What it costs that requests for several models are durable: the same requests with and without, in turns.</summary>
internal static class ParallelBenchmark
{
    private const int WarmUp = 10;

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        int requests = options.Requests ?? 100;
        await Report.SayAsync("Starting the storage emulator and a gateway …");
        await using LocalHostProcess gateway = await LocalHostProcess.StartAsync(await Azurite.ConnectionStringAsync(), [], cancellationToken);
        using HttpMessageInvoker connections = new(new SocketsHttpHandler { UseProxy = false });
        AuthenticationHeaderValue key = new("Bearer", await gateway.CreateKeyAsync("bench", cancellationToken));
        List<string[]> rows = [["ms: p50 / p95 / p99", "inline", "durable", "added"]];
        foreach ((int models, int latency) in (IEnumerable<(int, int)>)[(1, 0), (3, 0), (5, 0), (5, 500)])
        {
            Series inline = new();
            Series durable = new();
            int counted = latency == 0 ? requests : Math.Min(requests, 20);
            for (int i = -WarmUp; i < counted; i++)
            {
                Timing without = await AskAsync(connections, gateway, key, Body(models, latency, durable: false), cancellationToken);
                Timing with = await AskAsync(connections, gateway, key, Body(models, latency, durable: true), cancellationToken);
                if (i >= 0)
                {
                    inline.Add(without);
                    durable.Add(with);
                }
            }

            Percentiles first = inline.Of(static timing => timing.Total);
            Percentiles second = durable.Of(static timing => timing.Total);
            rows.Add([string.Create(CultureInfo.InvariantCulture, $"{models} models of {latency} ms"), $"{first}", $"{second}", $"{second - first}"]);
        }

        await Report.TableAsync(rows);
    }

    private static byte[] Body(int models, int latency, bool durable) => Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"models":[{{{string.Join(',', Enumerable.Range(0, models).Select(static model => $"\"sandbox/m{model}\""))}}}],"durable":{{{(durable ? "true" : "false")}}},"messages":[{"role":"user","content":"Say twenty words."}],"sandbox":{"latency_ms":{{{latency}}}}}"""));

    private static async Task<Timing> AskAsync(
        HttpMessageInvoker connections, LocalHostProcess gateway, AuthenticationHeaderValue key, byte[] body, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(gateway.BaseAddress, "/api/v1/parallel"))
        {
            Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } },
            Headers = { Authorization = key },
        };
        using HttpResponseMessage response = await connections.SendAsync(request, cancellationToken);
        string answer = await response.Content.ReadAsStringAsync(cancellationToken);
        double total = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return response.StatusCode == HttpStatusCode.OK ? new Timing(total, total) : throw new InvalidOperationException($"{(int)response.StatusCode} {answer}");
    }
}
