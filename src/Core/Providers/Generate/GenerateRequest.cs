using LlmFunctions.Chat;
using LlmFunctions.Json;
using LlmFunctions.Upstream;

namespace LlmFunctions.Providers.Generate;

/// <summary>Writes the body of <c>POST /generate</c>.</summary>
internal static class GenerateRequest
{
    public static UpstreamRequest ToUpstream(ChatRequest request, UpstreamTarget target)
    {
        GenerateFields.Refuse(request);
        SortedSet<string> dropped = new(StringComparer.Ordinal);
        GenerateFields.CollectDropped(request, dropped);
        GeneratePrompt prompt = GeneratePrompt.Of(request.Messages, dropped);
        ReadOnlyMemory<byte> body = JsonBody.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("model"u8, target.Model);
            writer.WriteString("prompt"u8, prompt.Text);
            if (prompt.System is not null)
            {
                writer.WriteString("system_prompt"u8, prompt.System);
            }

            if (request.OutputLimit is { } limit)
            {
                writer.WriteNumber("max_tokens"u8, limit);
            }

            if (request.Temperature is { } temperature)
            {
                writer.WriteNumber("temperature"u8, temperature);
            }

            writer.WriteEndObject();
        });
        return new UpstreamRequest { Path = GenerateDialect.Path, Body = body, Dropped = [.. dropped] };
    }
}
