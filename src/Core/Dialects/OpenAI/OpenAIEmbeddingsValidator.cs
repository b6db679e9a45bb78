using LlmFunctions.Embeddings;

namespace LlmFunctions.Dialects.OpenAI;

/// <summary>Refuses what no provider could make sense of, naming the field; what only some refuse is left to them.</summary>
internal static class OpenAIEmbeddingsValidator
{
    public static void Validate(EmbeddingsRequest request)
    {
        OpenAIRequestValidator.ValidateModel(request);
        ValidateInput(request.Input ?? throw OpenAIRequestValidator.Missing("input"));
        if (request.Dimensions < 1)
        {
            throw OpenAIRequestValidator.Invalid("dimensions", $"must be at least 1, not {request.Dimensions}");
        }

        if (request.EncodingFormat is not (null or "float" or EmbeddingsRequest.Base64Format))
        {
            throw OpenAIRequestValidator.Invalid("encoding_format", $"must be 'float' or 'base64', not '{request.EncodingFormat}'");
        }
    }

    private static void ValidateInput(EmbeddingsInput input)
    {
        if (input.Count == 0)
        {
            throw OpenAIRequestValidator.Invalid("input", "must not be empty");
        }

        for (int i = 0; i < input.Count; i++)
        {
            int length = input.Texts?[i].Length ?? input.Tokens![i].Count;
            if (length == 0)
            {
                throw OpenAIRequestValidator.Invalid(input.IsSingle ? "input" : $"input[{i}]", "must not be empty");
            }
        }
    }
}
