using LlmFunctions.Chat;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Bedrock;

/// <summary>Writes a canonical request as a Converse request.</summary>
internal static class BedrockRequest
{
    public static UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target)
    {
        BedrockFields.Refuse(request);
        BedrockScope scope = new(BedrockModel.Parse(target.Model));
        BedrockFormat format = BedrockFormat.Plan(request, scope);
        BedrockTools tools = BedrockTools.Plan(request, scope);
        BedrockReasoning reasoning = BedrockReasoning.Plan(request, target, scope);
        BedrockFields fields = BedrockFields.Plan(request, reasoning, scope);

        ReadOnlyMemory<byte> body = JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            BedrockMessages.Write(writer, request.Messages, scope);
            BedrockSystem.Write(writer, request.Messages, [format.Instruction, tools.Instruction], scope);
            BedrockInference.Write(writer, request, reasoning, scope);
            tools.Write(writer, scope);
            format.Write(writer, request, scope);
            fields.Write(writer);
            writer.WriteEndObject();
        });
        return new UpstreamRequest { Path = PathOf(target.Model, request.IsStreaming), Body = body, Dropped = [.. scope.Dropped] };
    }

    // Ids have colons, and those of profiles are ARNs with slashes.
    public static string PathOf(string model, bool isStreaming) =>
        $"model/{Uri.EscapeDataString(model)}/{(isStreaming ? "converse-stream" : "converse")}";
}
