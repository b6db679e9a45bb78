using System.Text.RegularExpressions;
using LlmFunctions.Errors;

namespace LlmFunctions.Dialects.Responses;

/// <summary>The canonical names of fields, which translators speak of, in the words of this API's clients.</summary>
/// <param name="places">Where in the request each of the messages is.</param>
internal sealed partial class ResponsesNames(IReadOnlyList<ResponsesPlace> places)
{
    private const string ContentField = ".content";

    public GatewayError Of(GatewayError error) => error.Param is { } param && Of(param) is var own && own != param
        ? error with { Param = own, Message = error.Message.Replace(param, own, StringComparison.Ordinal) }
        : error;

    public string Of(string name) => Message().Match(name) is { Success: true } match ? OfMessage(match, name) : name switch
    {
        "max_tokens" or "max_completion_tokens" => "max_output_tokens",
        "reasoning_effort" => "reasoning.effort",
        "thinking" => "reasoning",
        "verbosity" => "text.verbosity",
        "logprobs" => "top_logprobs",
        "tool_choice.function.name" => "tool_choice.name",
        _ when name.StartsWith("response_format.json_schema", StringComparison.Ordinal) => "text.format" + name["response_format.json_schema".Length..],
        _ when name.StartsWith("response_format", StringComparison.Ordinal) => "text.format" + name["response_format".Length..],
        _ when name.StartsWith("tools", StringComparison.Ordinal) => name.Replace(".function", "", StringComparison.Ordinal),
        _ => name,
    };

    private string OfMessage(Match match, string name)
    {
        string rest = match.Groups["rest"].Value.Replace(".image_url.url", ".image_url", StringComparison.Ordinal);
        if (int.TryParse(match.Groups["index"].Value, out int index) && index < places.Count)
        {
            // A message of the model's is several items: the first stands for all of them.
            ResponsesPlace place = places[index];
            return place.Content is { } content && rest.StartsWith(ContentField, StringComparison.Ordinal) ? content + rest[ContentField.Length..] : place.Item;
        }

        // Of the messages in general.
        return name.Contains("thinking_blocks", StringComparison.Ordinal) || name.Contains("extra_content", StringComparison.Ordinal) ? "input.encrypted_content"
            : name.Contains("reasoning_content", StringComparison.Ordinal) ? "input.summary"
            : "input" + rest;
    }

    [GeneratedRegex(@"^messages(\[(?<index>\d*)\])?(?<rest>\..+)?$")]
    private static partial Regex Message();
}
