using LlmFunctions.Chat;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Cohere;

/// <summary>Writes the body of <c>POST /v2/chat</c>.</summary>
internal static class CohereRequest
{
    public static UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target)
    {
        CohereFields.Refuse(request);
        SortedSet<string> dropped = new(StringComparer.Ordinal);
        ReadOnlyMemory<byte> body = JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("model"u8, target.Model);
            CohereMessages.Write(writer, request.Messages, CohereThinking.CanThink(target), dropped);
            CohereTools.Write(writer, request, dropped);
            CohereFormat.Write(writer, request.ResponseFormat, dropped);
            CohereSampling.Write(writer, request, dropped);
            CohereThinking.Write(writer, request, target, dropped);
            CohereFields.Write(writer, request, dropped);
            if (request.IsStreaming)
            {
                writer.WriteBoolean("stream"u8, true);
            }

            writer.WriteEndObject();
        });
        return new UpstreamRequest { Path = CohereDialect.Path, Body = body, Dropped = [.. dropped] };
    }
}
