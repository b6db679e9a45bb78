using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Azure.Data.Tables;
using LlmFunctions.AzureServices.Tables;
using LlmFunctions.Testing;

namespace LlmFunctions.Bench;

/// <summary>Has batches for the sandbox worked on, small ones and large ones, and shows what a line takes.</summary>
internal static class BatchBenchmark
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    public static async Task RunAsync(BenchOptions options, CancellationToken cancellationToken)
    {
        await Report.SayAsync("Starting the storage emulator …");
        string storage = await Azurite.ConnectionStringAsync();
        List<string[]> rows = [["lines", "seconds", "lines/s", "processor ms a line", "peak resident MiB", "ledger rows", "tokens", "output lines"]];
        foreach (int lines in Sizes(options.Requests ?? 10_000))
        {
            // A process of its own for each, so that the peak is its own.
            rows.Add(await RunAsync(storage, lines, cancellationToken));
        }

        await Report.TableAsync(rows);
    }

    private static IEnumerable<int> Sizes(int largest) => largest > 1000 ? [1000, largest] : [largest];

    private static async Task<string[]> RunAsync(string storage, int lines, CancellationToken cancellationToken)
    {
        string app = $"bench-{Guid.NewGuid():N}";
        await using LocalHostProcess gateway = await LocalHostProcess.StartAsync(
            storage, [new("AzureFunctionsJobHost__extensions__durableTask__hubName", Testing.TableNames.UniquePrefix())], cancellationToken);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.BaseAddress };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", await gateway.CreateKeyAsync(app, cancellationToken));
        string file = await UploadAsync(client, lines, cancellationToken);
        ProcessFigures before = await gateway.MeasureAsync(collect: true, cancellationToken);
        long start = Stopwatch.GetTimestamp();
        using var body = new StringContent($$"""{"input_file_id":"{{file}}","endpoint":"/v1/chat/completions","completion_window":"24h"}""", Encoding.UTF8, "application/json");
        JsonNode batch = await ReadAsync(await client.PostAsync(new Uri("/v1/batches", UriKind.Relative), body, cancellationToken), cancellationToken);
        long peak = before.Resident;
        ProcessFigures now = before;
        while (batch["status"]!.GetValue<string>() is not ("completed" or "failed" or "expired" or "cancelled"))
        {
            await Task.Delay(Look, TimeProvider.System, cancellationToken);
            now = await gateway.MeasureAsync(collect: false, cancellationToken);
            peak = Math.Max(peak, now.Resident);
            batch = await ReadAsync(await client.GetAsync(new Uri($"/v1/batches/{batch["id"]}", UriKind.Relative), cancellationToken), cancellationToken);
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        string output = await client.GetStringAsync(new Uri($"/v1/files/{batch["output_file_id"]}/content", UriKind.Relative), cancellationToken);
        (int records, long tokens) = await CountAsync(storage, app, cancellationToken);
        return
        [
            Text(lines, "0"),
            Text(seconds, "0.0"),
            Text(lines / seconds, "0"),
            Text((now.Processor - before.Processor).TotalMilliseconds / lines, "0.00"),
            Text(peak / 1048576.0, "0"),
            Text(records, "0"),
            Text(tokens, "0"),
            Text(output.AsSpan().Count('\n'), "0"),
        ];
    }

    private static async Task<string> UploadAsync(HttpClient client, int lines, CancellationToken cancellationToken)
    {
        StringBuilder content = new();
        for (int i = 0; i < lines; i++)
        {
            content.Append(
                CultureInfo.InvariantCulture,
                $$$"""{"custom_id":"line-{{{i}}}","method":"POST","url":"/v1/chat/completions","body":{"model":"sandbox/echo","messages":[{"role":"user","content":"Say what number {{{i}}} is."}]}}""").Append('\n');
        }

        using var form = new MultipartFormDataContent { { new StringContent("batch"), "purpose" }, { new StringContent(content.ToString()), "file", "input.jsonl" } };
        return (await ReadAsync(await client.PostAsync(new Uri("/v1/files", UriKind.Relative), form, cancellationToken), cancellationToken))["id"]!.GetValue<string>();
    }

    private static async Task<JsonNode> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        using (response)
        {
            string text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException($"{(int)response.StatusCode} {text}");
        }
    }

    private static async Task<(int Rows, long Tokens)> CountAsync(string storage, string app, CancellationToken cancellationToken)
    {
        (int rows, long tokens) = (0, 0);
        DateTimeOffset now = TimeProvider.System.GetUtcNow();
        await new UsageReader(new TableServiceClient(storage)).ReadAsync(
            app,
            now.AddDays(-1),
            now.AddHours(1),
            line =>
            {
                rows++;
                tokens += line.PromptTokens + line.CompletionTokens;
            },
            cancellationToken);
        return (rows, tokens);
    }

    private static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
