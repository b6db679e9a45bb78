using System.Buffers;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Generate;

/// <summary>Makes a stream of an answer that comes whole: nothing until its end, then all of it.</summary>
internal sealed class GenerateStream : IStreamTranslator
{
    private const int LongestAnswer = 64 * 1024 * 1024;

    private readonly ArrayBufferWriter<byte> _body = new();

    // Only the end of the body ends the answer.
    public bool IsComplete => false;

    public ChatUsage? UsageSoFar => null;

    public IReadOnlyList<ChatChunk> Translate(StreamFrame frame)
    {
        _body.Write(frame.Data.Span);
        _body.Write("\n"u8);
        return _body.WrittenCount <= LongestAnswer ? [] : throw UpstreamErrors.Malformed($"an answer of more than {LongestAnswer} bytes");
    }

    public IReadOnlyList<ChatChunk> Complete()
    {
        ReadOnlyMemory<byte> body = _body.WrittenMemory;
        if (JsonBody.TryParse(body) is null && (body.IsEmpty || body.Span[0] == (byte)'{'))
        {
            throw UpstreamErrors.Cut();
        }

        ChatResponse answer = GenerateResponse.FromUpstream(body);
        ChatChoice choice = answer.Choices[0];
        List<ChatChunk> chunks =
        [
            Chunk(answer, new ChatDelta { Role = choice.Message.Role, Content = choice.Message.Content!.Text }, null),
            Chunk(answer, new ChatDelta(), choice.FinishReason),
        ];
        if (answer.Usage is { } usage)
        {
            chunks.Add(new ChatChunk { Id = answer.Id, Model = answer.Model, Usage = usage });
        }

        return chunks;
    }

    private static ChatChunk Chunk(ChatResponse answer, ChatDelta delta, string? finishReason) => new()
    {
        Id = answer.Id,
        Model = answer.Model,
        Choices = [new ChunkChoice { Delta = delta, FinishReason = finishReason }],
    };
}
