using System.Text;
using System.Text.Json;
using LlmFunctions.Batches;
using LlmFunctions.Configuration;
using LlmFunctions.Files;
using LlmFunctions.Security;
using LlmFunctions.Tests.Files;
using LlmFunctions.Tests.Jobs;
using LlmFunctions.Tests.Pipeline;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmFunctions.Tests.Batches;

/// <summary>The work on batches without a host: stores in memory, providers that follow scripts, a clock that stands still.</summary>
internal sealed class BatchHarness(params ScriptedHandler[] providers) : IDisposable
{
    public const string App = "shop";

    private const string Answer = """{"id":"x","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}""";

    private readonly GatewayOptions _options = new();

    public static Func<HttpRequestMessage, CancellationToken, Task<HttpResponseMessage>> Answers { get; } = ScriptedHandler.Answer(200, Answer);

    public PipelineHarness Pipeline { get; } = new(providers);

    public MemoryFiles Files { get; } = new();

    public MemoryPayloads Payloads { get; } = new();

    public MemoryBatches Batches { get; } = new();

    public MemoryLines Lines { get; } = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private FileLibrary Library => new(Files, Pipeline.Time);

    private BatchInput Input => new(Files, Payloads, _options);

    /// <summary>A line for a model of the first provider.</summary>
    public static string Line(string id, string model = "a/m", string more = "") =>
        $$$"""{"custom_id":"{{{id}}}","method":"POST","url":"/v1/chat/completions","body":{"model":"{{{model}}}","messages":[{"role":"user","content":"Hi"}]{{{more}}}}}""";

    public static IEnumerable<string> ManyLines(int count) => Enumerable.Range(0, count).Select(static i => Line($"id-{i}"));

    public async Task<StoredFile> UploadAsync(string content, string purpose = FilePurposes.Batch)
    {
        DateTimeOffset now = Pipeline.Time.GetUtcNow();
        FileWriter writer = new(Files, new StoredFile { Id = FileIds.New(now), App = App, FileName = "f", Purpose = purpose, CreatedAt = now, ExpiresAt = now.AddDays(30) });
        await writer.WriteAsync(Encoding.UTF8.GetBytes(content), Cancel);
        return await writer.CompleteAsync(writer.File, Cancel);
    }

    public Task<Batch> AcceptAsync(StoredFile file, string? key = null, string more = "") => new BatchIntake(Batches, Library, _options, Pipeline.Time).AcceptAsync(
        new Caller(App, "k1"),
        Encoding.UTF8.GetBytes($$"""{"input_file_id":"{{file.Id}}","endpoint":"/v1/chat/completions","completion_window":"24h"{{more}}}"""),
        key,
        new BatchOrigin(),
        Cancel);

    /// <summary>Takes a batch in and reads its input.</summary>
    public async Task<Batch> BeginAsync(params IEnumerable<string> lines)
    {
        Batch batch = await AcceptAsync(await UploadAsync(string.Join('\n', lines)));
        await ValidateAsync(batch);
        return Batches.All[batch.Id];
    }

    public Task<BatchPlan> ValidateAsync(Batch batch) =>
        new BatchValidator(Batches, Library, Input, _options, Pipeline.Time, NullLogger<BatchValidator>.Instance).RunAsync(App, batch.Id, Cancel);

    public Task<ChunkOutcome> RunChunkAsync(Batch batch, int chunk = 0, CancellationToken? cancellationToken = null)
    {
        LineRunner lines = new(Pipeline.Unsettled, Lines, new AccountGate(_options), Pipeline.Time);
        ChunkRunner runner = new(Batches, Lines, Input, Pipeline.Unsettled, lines, Pipeline.Time, NullLogger<ChunkRunner>.Instance);
        return runner.RunAsync(new ChunkWork(App, batch.Id, chunk, 1), cancellationToken ?? Cancel);
    }

    public Task<Batch> CancelAsync(Batch batch) => new BatchCancellation(Batches, new BatchLibrary(Batches, Lines), Pipeline.Time).RunAsync(App, batch.Id, Cancel);

    public async Task<Batch> FinishAsync(Batch batch, bool isBroken = false)
    {
        await new BatchFinisher(Batches, Lines, Input, Files, _options, Pipeline.Time, NullLogger<BatchFinisher>.Instance).RunAsync(new BatchEnd(App, batch.Id, isBroken), Cancel);
        return Batches.All[batch.Id];
    }

    /// <summary>The lines of a file; none where there is no such file.</summary>
    public async Task<IReadOnlyList<JsonElement>> ReadAsync(string? fileId)
    {
        List<JsonElement> lines = [];
        if (fileId is not null)
        {
            StoredFile file = (await Files.FindAsync(App, fileId, Cancel))!;
            await foreach (FileLine line in FileLines.ReadAsync(Files, file, 0, file.Bytes, int.MaxValue, Cancel))
            {
                lines.Add(JsonElement.Parse(line.Text.Span));
            }
        }

        return lines;
    }

    public void Dispose() => Pipeline.Dispose();
}
