using System.Buffers;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.OpenAI;

/// <summary>Writes chunks as server-sent events; <c>[DONE]</c> follows a whole answer and never an error.</summary>
internal sealed class OpenAIStreamWriter(ChatRequest request) : IClientStreamWriter
{
    private readonly bool _wantsUsage = request.StreamOptions?.IncludeUsage is true;

    public bool Wants(ChatChunk chunk) => _wantsUsage || chunk.Usage is null || chunk.Choices.Count > 0;

    public void Write(ChatChunk chunk, IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        using (Utf8JsonWriter writer = new(output, JsonBody.WriterOptions))
        {
            JsonSerializer.Serialize(writer, NativeFinishReason.SetAside(chunk), ChatJson.Strict.ChatChunk);
        }

        output.Write("\n\n"u8);
    }

    public void Complete(IBufferWriter<byte> output) => output.Write("data: [DONE]\n\n"u8);

    public void Fail(GatewayError error, IBufferWriter<byte> output)
    {
        output.Write("data: "u8);
        OpenAIErrorWriter.WriteChunk(error, output);
        output.Write("\n\n"u8);
    }

    public void Ping(IBufferWriter<byte> output) => output.Write(": ping\n\n"u8);
}
