using System.Buffers;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.OpenAI;

/// <summary>OpenAI's Chat Completions, as apps speak it to the gateway.</summary>
public sealed class OpenAIClientDialect : IClientDialect
{
    private OpenAIClientDialect()
    {
    }

    public static OpenAIClientDialect Instance { get; } = new();

    public string Name => "openai";

    public string StreamContentType => "text/event-stream";

    public bool IsCanonical => true;

    public ClientRequest ReadRequest(ReadOnlyMemory<byte> body) => OpenAIRequestReader.Read(body);

    public void WriteResponse(ChatResponse response, IBufferWriter<byte> output)
    {
        using Utf8JsonWriter writer = new(output, JsonBody.WriterOptions);
        JsonSerializer.Serialize(writer, NativeFinishReason.SetAside(response), ChatJson.Strict.ChatResponse);
    }

    public void WriteError(GatewayError error, IBufferWriter<byte> output) => OpenAIErrorWriter.Write(error, output);

    public IClientStreamWriter CreateStreamWriter(ChatRequest request) => new OpenAIStreamWriter(request);

    public ReadOnlyMemory<byte>? LimitOutput(ReadOnlyMemory<byte> body, ChatRequest request, int most) => JsonBodyRewriter.Rewrite(
        body,
        request.MaxTokens is not null && request.MaxCompletionTokens is null
            ? [JsonEdit.Set("max_tokens", most)]
            : [JsonEdit.Set("max_completion_tokens", most)]);
}
