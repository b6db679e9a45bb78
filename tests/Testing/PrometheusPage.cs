using System.Globalization;
using System.Text.RegularExpressions;

namespace LlmFunctions.Testing;

/// <summary>
/// Reads Prometheus' text format as strictly as its own checker does: throws where a line has the wrong form, a metric has no
/// help or type or is not in one piece, a series is there twice, or a histogram does not add up.
/// </summary>
public sealed partial class PrometheusPage
{
    private readonly Dictionary<string, double> _samples = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    private readonly HashSet<string> _helped = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (double Bound, double Count)> _buckets = new(StringComparer.Ordinal);
    private string _metric = "";

    private PrometheusPage()
    {
    }

    /// <summary>The series as they are written, with their values.</summary>
    public IReadOnlyDictionary<string, double> Samples => _samples;

    /// <summary>The types of the metrics.</summary>
    public IReadOnlyDictionary<string, string> Types => _types;

    public static PrometheusPage Parse(string text)
    {
        PrometheusPage page = new();
        Check(text.EndsWith('\n') && !text.Contains('\r', StringComparison.Ordinal), "the page must end with a line feed, and have no other line ends", text);
        foreach (string line in text[..^1].Split('\n'))
        {
            page.Read(line);
        }

        page.CheckHistograms();
        return page;
    }

    private void Read(string line)
    {
        if (Help().Match(line) is { Success: true } help)
        {
            Check(_helped.Add(help.Groups["name"].Value), "a second help, or a metric in two pieces", line);
            _metric = help.Groups["name"].Value;
        }
        else if (Type().Match(line) is { Success: true } type)
        {
            Check(type.Groups["name"].Value == _metric, "the type must follow the help of its metric", line);
            Check(_types.TryAdd(_metric, type.Groups["type"].Value), "a second type", line);
        }
        else
        {
            ReadSample(line);
        }
    }

    private void ReadSample(string line)
    {
        Match sample = Sample().Match(line);
        Check(sample.Success, "not a sample", line);
        string name = sample.Groups["name"].Value;
        Check(_types.TryGetValue(_metric, out string? type), "a sample before its type", line);
        bool belongs = type == "histogram" ? name == _metric + "_bucket" || name == _metric + "_sum" || name == _metric + "_count" : name == _metric;
        Check(belongs, $"a sample among those of {_metric}", line);
        Check(type != "counter" || name.EndsWith("_total", StringComparison.Ordinal), "a counter's name ends in _total", line);
        string[] labels = [.. sample.Groups["label"].Captures.Select(static label => label.Value)];
        Check(labels.Distinct(StringComparer.Ordinal).Count() == labels.Length, "a label twice", line);
        double value = double.Parse(sample.Groups["value"].Value, NumberStyles.Float, CultureInfo.InvariantCulture);
        Check(type == "gauge" || value >= 0, "it cannot be less than nothing", line);
        Check(_samples.TryAdd(line[..line.LastIndexOf(' ')], value), "a series twice", line);
        if (name.EndsWith("_bucket", StringComparison.Ordinal) && type == "histogram")
        {
            ReadBucket(line, value);
        }
    }

    private void ReadBucket(string line, double count)
    {
        Match bound = Bound().Match(line);
        Check(bound.Success, "a bucket without its bound", line);
        string series = line[..line.LastIndexOf(' ')].Replace(bound.Value, "", StringComparison.Ordinal);
        string text = bound.Groups["bound"].Value;
        double upper = text == "+Inf" ? double.PositiveInfinity : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        (double lastBound, double lastCount) = _buckets.GetValueOrDefault(series, (double.NegativeInfinity, 0));
        Check(upper > lastBound && count >= lastCount, "buckets must be cumulative, in the order of their bounds", line);
        _buckets[series] = (upper, count);
    }

    private void CheckHistograms()
    {
        foreach ((string series, (double bound, double count)) in _buckets)
        {
            Check(double.IsPositiveInfinity(bound), "a histogram ends with the bucket +Inf", series);
            Check(_samples.TryGetValue(series.Replace("_bucket{", "_count{", StringComparison.Ordinal), out double all) && all == count, "+Inf must be the count", series);
            Check(_samples.ContainsKey(series.Replace("_bucket{", "_sum{", StringComparison.Ordinal)), "a histogram has a sum", series);
        }
    }

    private static void Check(bool isRight, string rule, string where)
    {
        if (!isRight)
        {
            throw new FormatException($"{rule}: {where}");
        }
    }

    [GeneratedRegex("^# HELP (?<name>[a-z_:][a-z0-9_:]*) [^ ].*$")]
    private static partial Regex Help();

    [GeneratedRegex("^# TYPE (?<name>[a-z_:][a-z0-9_:]*) (?<type>counter|gauge|histogram)$")]
    private static partial Regex Type();

    [GeneratedRegex("""^(?<name>[a-z_:][a-z0-9_:]*)(?:\{(?<label>[a-z_][a-z0-9_]*)="(?:[^"\\\n]|\\[\\"n])*"(?:,(?<label>[a-z_][a-z0-9_]*)="(?:[^"\\\n]|\\[\\"n])*")*\})? (?<value>[0-9.eE+-]+|\+Inf|NaN)$""")]
    private static partial Regex Sample();

    [GeneratedRegex(",le=\"(?<bound>[^\"]+)\"")]
    private static partial Regex Bound();
}
