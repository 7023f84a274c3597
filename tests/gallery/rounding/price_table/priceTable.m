% prices with the discount of the week, in cents
prices = [250 150 99 1250; 85 30 410 70];
rate = 0.15;
gross = zeros(size(prices));
for r = 1:size(prices, 1)
    for c = 1:size(prices, 2)
        gross(r, c) = round(prices(r, c) / 4 * 3);
    end
end
disp(gross)
