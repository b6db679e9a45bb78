using System.Text;
using System.Text.Json;
using LlmFunctions.Chat;
using LlmFunctions.Errors;
using LlmFunctions.Json;

namespace LlmFunctions.Dialects.OpenAI;

/// <summary>Reads requests in OpenAI's form, and in the flat form with <c>model_name</c> and <c>parameters</c>.</summary>
internal static class OpenAIRequestReader
{
    private const string ModelName = "model_name";
    private const string Parameters = "parameters";

    public static ClientRequest Read(ReadOnlyMemory<byte> body)
    {
        ReadOnlyMemory<byte> json = OpenAIBody.WithoutByteOrderMark(body);
        ChatRequest request = Parse(json);
        if (IsFlatForm(request))
        {
            return new ClientRequest(ReadFlatForm(json, request), Body: null);
        }

        OpenAIRequestValidator.Validate(request);
        return new ClientRequest(request, json);
    }

    private static ChatRequest Parse(ReadOnlyMemory<byte> json) => RequestJson.Parse(json, ChatJson.Strict.ChatRequest);

    private static bool IsFlatForm(ChatRequest request) =>
        request.Extra is { } extra && (extra.ContainsKey(ModelName) || extra.ContainsKey(Parameters));

    /// <summary>Lifts the parameters to where OpenAI has them; what is there already wins.</summary>
    private static ChatRequest ReadFlatForm(ReadOnlyMemory<byte> json, ChatRequest request)
    {
        List<JsonEdit> edits = [JsonEdit.Remove(ModelName), JsonEdit.Remove(Parameters)];
        if (request.Extra!.TryGetValue(ModelName, out JsonElement name))
        {
            edits.Add(JsonEdit.Add("model", Bytes(name)));
        }

        HashSet<string> lifted = [];
        if (request.Extra.TryGetValue(Parameters, out JsonElement parameters) && parameters.ValueKind != JsonValueKind.Null)
        {
            if (parameters.ValueKind != JsonValueKind.Object)
            {
                throw OpenAIRequestValidator.Invalid(Parameters, "must be an object");
            }

            foreach (JsonProperty parameter in parameters.EnumerateObject().Where(static parameter => parameter.Name is not (ModelName or Parameters or "model")))
            {
                lifted.Add(parameter.Name);
                edits.Add(JsonEdit.Add(parameter.Name, Bytes(parameter.Value)));
            }
        }

        try
        {
            ChatRequest normalized = Parse(JsonBodyRewriter.Rewrite(json, edits));
            OpenAIRequestValidator.Validate(normalized);
            return normalized;
        }
        catch (GatewayException exception) when (exception.Error.Param is { } param)
        {
            throw new GatewayException(exception.Error with { Param = Original(param, lifted, request) }, exception);
        }
    }

    /// <summary>The field as the client wrote it.</summary>
    private static string Original(string param, HashSet<string> lifted, ChatRequest request)
    {
        if (param == "model" && request.Extra!.ContainsKey(ModelName))
        {
            return ModelName;
        }

        int end = param.AsSpan().IndexOfAny('.', '[');
        return lifted.Contains(end < 0 ? param : param[..end]) ? $"{Parameters}.{param}" : param;
    }

    private static byte[] Bytes(JsonElement value) => Encoding.UTF8.GetBytes(value.GetRawText());
}
