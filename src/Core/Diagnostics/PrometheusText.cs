using System.Globalization;
using System.Text;

namespace LlmFunctions.Diagnostics;

/// <summary>Writes figures in Prometheus' text format, version 0.0.4.</summary>
public static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <param name="metrics">What was counted.</param>
    /// <param name="activeProviders">How many providers can be called.</param>
    public static string Write(CallMetrics metrics, int activeProviders)
    {
        IReadOnlyList<ModelFigures> models = metrics.Read();
        StringBuilder text = new(2048);
        Describe(text, "llm_requests_total", "counter", "Attempts that ended, by how: success, error or cancelled.");
        foreach (ModelFigures model in models)
        {
            string labels = Labels(model);
            Sample(text, "llm_requests_total", $"{labels},status=\"success\"", Number(model.Successes));
            Sample(text, "llm_requests_total", $"{labels},status=\"error\"", Number(model.Errors));
            Sample(text, "llm_requests_total", $"{labels},status=\"cancelled\"", Number(model.Cancelled));
        }

        Histogram(text, "llm_response_time_seconds", "Time that attempts took, streamed ones to their end.", models, static model => model.ResponseTimes);
        Histogram(text, "llm_time_to_first_token_seconds", "Time to the first token of streamed answers.", models, static model => model.FirstTokens);
        Counter(text, "llm_tokens_used_total", "Tokens of prompts and answers.", models, static model => Number(model.Tokens));
        Counter(text, "llm_cost_total", "Cost in US dollars, where a price is known.", models, static model => model.Cost.ToString(CultureInfo.InvariantCulture));
        Describe(text, "llm_active_providers", "gauge", "Providers that can be called.");
        text.Append(CultureInfo.InvariantCulture, $"llm_active_providers {activeProviders}\n");
        return text.ToString();
    }

    private static void Counter(StringBuilder text, string name, string help, IReadOnlyList<ModelFigures> models, Func<ModelFigures, string> value)
    {
        Describe(text, name, "counter", help);
        foreach (ModelFigures model in models)
        {
            Sample(text, name, Labels(model), value(model));
        }
    }

    private static void Histogram(StringBuilder text, string name, string help, IReadOnlyList<ModelFigures> models, Func<ModelFigures, HistogramFigures> value)
    {
        Describe(text, name, "histogram", help);
        foreach (ModelFigures model in models)
        {
            string labels = Labels(model);
            HistogramFigures histogram = value(model);
            long total = 0;
            for (int i = 0; i < histogram.Counts.Length; i++)
            {
                total += histogram.Counts[i];
                string bound = i < histogram.Bounds.Length ? Number(histogram.Bounds[i]) : "+Inf";
                Sample(text, name + "_bucket", $"{labels},le=\"{bound}\"", Number(total));
            }

            Sample(text, name + "_sum", labels, Number(histogram.Sum));
            Sample(text, name + "_count", labels, Number(total));
        }
    }

    private static void Describe(StringBuilder text, string name, string type, string help) =>
        text.Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {type}\n");

    private static void Sample(StringBuilder text, string name, string labels, string value) =>
        text.Append(CultureInfo.InvariantCulture, $"{name}{{{labels}}} {value}\n");

    private static string Labels(ModelFigures model) => $"provider=\"{Escape(model.Provider)}\",model=\"{Escape(model.Model)}\"";

    private static string Escape(string value) => value
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);
}
