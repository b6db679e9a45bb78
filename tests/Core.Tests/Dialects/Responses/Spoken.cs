using System.Buffers;
using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Conversations;
using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Responses;

namespace LlmFunctions.Tests.Dialects.Responses;

/// <summary>One call of the Responses API without the gateway around it.</summary>
internal sealed class Spoken
{
    public const string Hi = """{"model":"m","input":"Hi"}""";
    private static readonly DateTimeOffset Noon = new(2026, 1, 15, 12, 0, 0, TimeSpan.Zero);

    private Spoken(string body, Conversation? conversation)
    {
        Dialect = new ResponsesClientDialect(Noon);
        Request = Dialect.Begin(ResponsesClientDialect.Parse(Encoding.UTF8.GetBytes(body)), conversation ?? Conversation.Empty, isStored: true);
    }

    public ResponsesClientDialect Dialect { get; }

    public ClientRequest Request { get; }

    public ChatRequest Chat => Request.Chat;

    public static Spoken To(string body, Conversation? conversation = null) => new(body, conversation);

    public static Spoken WithInput(string items, Conversation? conversation = null) => new($$"""{"model":"m","input":[{{items}}]}""", conversation);

    /// <summary>The conversation that goes on after this call, as it is read from the store.</summary>
    public Conversation Next(Conversation? before = null)
    {
        StoredResponse stored = Dialect.ToStore("app", TimeSpan.FromDays(1));
        JsonElement[] items = [.. JsonElement.Parse(stored.Input.Span).EnumerateArray(), .. JsonElement.Parse(stored.Response.Span).GetProperty("output").EnumerateArray()];
        return new Conversation([.. before?.ResponseIds ?? [], stored.Id], [.. before?.Items ?? [], .. items], items.ToDictionary(static item => item.GetProperty("id").GetString()!));
    }

    public JsonElement Answer(ChatMessage message, string? finishReason = "stop", ChatUsage? usage = null)
    {
        ArrayBufferWriter<byte> output = new();
        Dialect.WriteResponse(
            new ChatResponse { Id = "chatcmpl-1", Model = "m-2026", Choices = [new ChatChoice { Message = message, FinishReason = finishReason }], Usage = usage }, output);
        return JsonElement.Parse(output.WrittenSpan);
    }

    /// <summary>The data of the events that a stream of these chunks becomes, its end included.</summary>
    public IReadOnlyList<JsonElement> Stream(params ReadOnlySpan<ChatChunk> chunks)
    {
        ArrayBufferWriter<byte> output = new();
        IClientStreamWriter writer = Dialect.CreateStreamWriter(Chat);
        foreach (ChatChunk chunk in chunks)
        {
            writer.Write(chunk, output);
        }

        writer.Complete(output);
        return Parse(output.WrittenSpan);
    }

    public static ChatChunk Chunk(ChatDelta delta, string? finishReason = null) =>
        new() { Id = "c", Model = "m-2026", Choices = [new ChunkChoice { Delta = delta, FinishReason = finishReason }] };

    public static ChatDelta Piece(int index, string? id, string? name, string arguments) =>
        new() { ToolCalls = [new ToolCall { Index = index, Id = id, Function = new FunctionCall { Name = name, Arguments = arguments } }] };

    /// <summary>The events of a stream; each has its type as its name, and its number.</summary>
    public static IReadOnlyList<JsonElement> Parse(ReadOnlySpan<byte> stream)
    {
        List<JsonElement> events = [];
        foreach (string block in Encoding.UTF8.GetString(stream).Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Where(static block => !block.StartsWith(':')))
        {
            string[] lines = block.Split('\n');
            JsonElement data = JsonElement.Parse(Encoding.UTF8.GetBytes(lines[1]["data: ".Length..]));
            Xunit.Assert.Equal($"event: {data.GetProperty("type").GetString()}", lines[0]);
            Xunit.Assert.Equal(events.Count, data.GetProperty("sequence_number").GetInt32());
            events.Add(data);
        }

        return events;
    }
}
